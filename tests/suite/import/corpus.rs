//! Pages of vendors, from a folder outside the repository.

use std::collections::BTreeMap;
use std::fs;

use generator::{File, Prune, Status};
use tests::case;

use super::{accepted, first_import, refused};

fn page(name: &str) -> Vec<File> {
    vec![File::new(name, fs::read_to_string(case::corpus().join(name)).unwrap())]
}

#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn the_pages_of_vendors_are_read() {
    for (name, endpoints, skipped) in [
        ("../seed/users.md", 9, 1),
        ("make/users-earlier.md", 8, 0),
        ("make/data-stores--data.md", 5, 0),
        ("make/scenarios.md", 19, 0),
        ("gitbook/pentaho-users.md", 1, 0),
        ("gitbook/lanraragi-minion-api.md", 3, 0),
    ] {
        let pages = page(name);
        let import = accepted(pages.clone(), &BTreeMap::new(), Prune::Keep);
        assert_eq!((import.write.len(), import.skipped.len()), (endpoints, skipped), "{name}");
        let again = accepted(pages, &import.write, Prune::Remove);
        assert!(again.write.is_empty() && again.remove.is_empty(), "{name}");
    }
    let models = page("gitbook/nexthink-models.md");
    assert!(refused(models, &BTreeMap::new()).contains("schemas only"));
}

#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn an_earlier_page_and_its_successor() {
    let first = first_import(page("make/users-earlier.md"));
    let import = accepted(page("../seed/users.md"), &first, Prune::Remove);
    let count = |status: &Status| import.endpoints.iter().filter(|endpoint| endpoint.status == *status).count();
    assert_eq!((count(&Status::Added), count(&Status::Changed), count(&Status::Unchanged)), (1, 2, 6));
}
