//! TLS: both versions of HTTP, and which servers the client trusts. Environment variables choose the certificates that
//! the system trusts, so the client runs in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Arc, Mutex};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tests::server::{Answer, Received, Server, serve};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::consumer::{CALLS, run};

/// What a server has received: the protocol, the method, and the path with its query.
type Seen = Arc<Mutex<Vec<(String, String, String)>>>;

struct Secured {
    url: String,
    seen: Seen,
    folder: tempfile::TempDir,
}

impl Secured {
    /// Starts a server with a new certificate, and writes the certificate to a file.
    async fn start(protocols: &[&str]) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("root.pem"), cert.pem()).expect("a file");
        std::fs::write(folder.path().join("none.pem"), "").expect("a file");
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("a certificate and its key");
        config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Seen::default();
        tokio::spawn(accept(listener, acceptor, Arc::clone(&seen)));
        let url = format!("https://localhost:{port}");
        Self { url, seen, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn seen(&self) -> Vec<(String, String, String)> {
        self.seen.lock().expect("no test panicked with it").clone()
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, seen: Seen) {
    while let Ok((stream, _)) = listener.accept().await {
        // A client that does not trust this server closes the connection during the handshake.
        if let Ok(stream) = acceptor.accept(stream).await {
            tokio::spawn(answer(stream, Arc::clone(&seen)));
        }
    }
}

async fn answer(stream: TlsStream<TcpStream>, seen: Seen) {
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        answer_http2(stream, seen).await;
    } else {
        let log = Mutex::new(Vec::new());
        let note = move |received: &Received| {
            let (method, target) = (received.method.clone(), received.target.clone());
            seen.lock().expect("no test panicked with it").push(("HTTP/1.1".into(), method, target));
            Answer::json("{}")
        };
        serve(stream, &log, &note).await;
    }
}

async fn answer_http2(stream: TlsStream<TcpStream>, seen: Seen) {
    let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let target = request.uri().path_and_query().map(ToString::to_string);
        let method = request.method().to_string();
        let version = format!("{:?}", request.version());
        seen.lock().expect("no test panicked with it").push((version, method, target.unwrap_or_default()));
        let mut body = respond.send_response(http::Response::new(()), false).expect("a head");
        body.send_data("{}".into(), true).expect("a body");
    }
}

/// Runs the consumer, with the certificates in this file as the only ones that the system trusts.
async fn run_trusting(url: &str, file: &Path) -> Output {
    let nowhere = file.with_file_name("nowhere");
    run(url, &[("SSL_CERT_FILE", file), ("SSL_CERT_DIR", &nowhere)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_versions_of_http_work_over_tls() {
    for (protocols, version) in [(&["h2", "http/1.1"][..], "HTTP/2.0"), (&["http/1.1"], "HTTP/1.1"), (&[], "HTTP/1.1")]
    {
        let server = Secured::start(protocols).await;
        let output = run_trusting(&server.url, &server.file("root.pem")).await;
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{protocols:?}: {stderr}");
        let expected = CALLS.map(|(method, target)| (version.into(), method.into(), target.into()));
        assert_eq!(server.seen(), expected, "{protocols:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_the_system_does_not_trust_receives_nothing() {
    let server = Secured::start(&["http/1.1"]).await;
    let other = Secured::start(&["http/1.1"]).await;
    let output = run_trusting(&server.url, &other.file("root.pem")).await;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(stderr.contains("users.list (GET /users): cannot connect"), "{stderr}");
    assert!(stderr.contains("certificate"), "{stderr}");
    assert_eq!(server.seen(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_system_without_certificates_is_reported_only_for_https() {
    let server = Secured::start(&["http/1.1"]).await;
    let none = server.file("none.pem");
    let output = run_trusting(&server.url, &none).await;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("no root certificates"), "{stderr}");

    let plain = Server::start(|_| Answer::json("{}")).await;
    let output = run_trusting(&plain.url(), &none).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(plain.received().len(), 9);
}
