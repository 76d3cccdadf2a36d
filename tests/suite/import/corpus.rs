//! Pages of vendors, from a folder outside the repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use generator::{File, Prune, Status};

use super::{accepted, first_import, refused};

/// The pages of a corpus outside the repository, where `CORPUS` says that there is one.
fn corpus(pages: &[&str]) -> Option<Vec<File>> {
    let Some(root) = std::env::var_os("CORPUS").map(PathBuf::from) else {
        eprintln!("CORPUS is not set; nothing is tried on the pages of vendors");
        return None;
    };
    let read = |page: &&str| File::new(*page, fs::read_to_string(root.join(page)).unwrap());
    Some(pages.iter().map(read).collect())
}

#[test]
fn the_pages_of_vendors_are_read() {
    for (name, endpoints, skipped) in [
        ("../seed/users.md", 9, 1),
        ("make/users-earlier.md", 8, 0),
        ("make/data-stores--data.md", 5, 0),
        ("make/scenarios.md", 19, 0),
        ("gitbook/pentaho-users.md", 1, 0),
        ("gitbook/lanraragi-minion-api.md", 3, 0),
    ] {
        let Some(pages) = corpus(&[name]) else { return };
        let import = accepted(pages.clone(), &BTreeMap::new(), Prune::Keep);
        assert_eq!((import.write.len(), import.skipped.len()), (endpoints, skipped), "{name}");
        let again = accepted(pages, &import.write, Prune::Remove);
        assert!(again.write.is_empty() && again.remove.is_empty(), "{name}");
    }
    let Some(models) = corpus(&["gitbook/nexthink-models.md"]) else { return };
    assert!(refused(models, &BTreeMap::new()).contains("schemas only"));
}

#[test]
fn an_earlier_page_and_its_successor() {
    let (Some(before), Some(after)) = (corpus(&["make/users-earlier.md"]), corpus(&["../seed/users.md"])) else {
        return;
    };
    let first = first_import(before);
    let import = accepted(after, &first, Prune::Remove);
    let count = |status: &Status| import.endpoints.iter().filter(|endpoint| endpoint.status == *status).count();
    assert_eq!((count(&Status::Added), count(&Status::Changed), count(&Status::Unchanged)), (1, 2, 6));
}
