//! Paths, queries and base URLs as the server receives them.

use generated_client::{Client, Credential, Error};
use tests::server::{Answer, Server};

use super::{builder, client};

#[tokio::test]
async fn a_path_value_stays_in_its_segment() {
    let values = [
        ("a b/c?d", "/users/a%20b%2Fc%3Fd"),
        ("a?b#c", "/users/a%3Fb%23c"),
        ("%2e", "/users/%252e"),
        ("%2e%2E", "/users/%252e%252E"),
        ("..\\..\\x", "/users/..%5C..%5Cx"),
        ("../attributes", "/users/..%2Fattributes"),
        (" ", "/users/%20"),
        ("é\n", "/users/%C3%A9%0A"),
        ("...", "/users/..."),
        ("a-b.c_d~e", "/users/a-b.c_d~e"),
        ("+;:@=&$,!*'()", "/users/%2B%3B%3A%40%3D%26%24%2C%21%2A%27%28%29"),
    ];
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = client(&server);
    for (value, _) in values {
        let request = client.users().update(value).name("x");
        request.send().await.expect("an answer");
    }
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    assert_eq!(targets, values.map(|(_, target)| target));
}

#[tokio::test]
async fn empty_and_dots_are_refused_before_anything_is_sent() {
    let server = Server::start(|_| Answer::json("{}")).await;
    for value in ["", ".", ".."] {
        let request = client(&server).users().update(value).name("x");
        let error = request.send().await.expect_err("a refused value");
        let Error::Argument(error) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(error.argument(), "userId");
        assert_eq!(
            error.to_string(),
            "users.update (PATCH /users/{userId}): nothing was sent, because `userId` is empty, `.` or `..`, which \
             would change the path"
        );
    }
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_query_arrives_as_it_was_set() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = client(&server);
    let values = ["a&b=c", "a+b", "a#b", "a b", "ж 日本 🦀", "", "%26", "a[b]", "'\"<>"];
    for value in values {
        let request = client.users().list().name(value).email("after");
        request.send().await.expect("an answer");
    }
    for (value, received) in values.iter().zip(server.received()) {
        let expected = [("name", *value), ("email", "after")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(received.query(), expected, "{}", received.target);
    }
}

#[tokio::test]
async fn a_list_repeats_its_name_with_encoded_brackets() {
    let server = Server::play([Answer::json("{}")]).await;
    let columns = ["id", "name", "id"].map(Into::into);
    let request = client(&server).users().list().cols(columns).limit(5);
    request.send().await.expect("an answer");
    assert_eq!(server.only().raw_query(), "cols%5B%5D=id&cols%5B%5D=name&cols%5B%5D=id&pg%5Blimit%5D=5");
}

#[tokio::test]
async fn the_last_call_of_a_setter_counts() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = builder(&server).credential("token", Credential::query("name", "k")).build().expect("a client");
    let columns = |names: &[&str]| names.iter().map(|&name| name.into()).collect::<Vec<_>>();
    let request = client.users().list().name("a").limit(1).cols(columns(&["id", "name"]));
    let again = request.clone().limit(2).name("b").cols(columns(&["email"]));
    again.send().await.expect("an answer");
    request.cols([]).name("c").send().await.expect("an answer");
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        ["/users?pg%5Blimit%5D=2&name=b&cols%5B%5D=email&name=k", "/users?pg%5Blimit%5D=1&name=c&name=k"]
    );
}

#[tokio::test]
async fn a_base_url_keeps_its_prefix_with_and_without_a_slash() {
    for (base, path) in [
        ("", "/users"),
        ("/", "/users"),
        ("/api/v2", "/api/v2/users"),
        ("/api/v2/", "/api/v2/users"),
        ("/a%20b/c.d", "/a%20b/c.d/users"),
    ] {
        let server = Server::play([Answer::json("{}")]).await;
        let client: Client = builder(&server).server(format!("{}{base}", server.url())).build().expect("a client");
        client.users().list().send().await.expect("an answer");
        assert_eq!(server.only().target, path, "{base}");
    }
}
