//! Decides which tags have a file for each operation, so that the list of changed files says what changed. These files are
//! private modules, whose items the module of the tag re-exports: no public path depends on them.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::{BY_OPERATION, Lock};
use super::{OperationNames, RESERVED_MODULES, TagNames};
use crate::api::Api;
use crate::document::slug::hash;

/// A new tag with more operations has a file for each.
const LARGE: usize = 20;

/// The maximum length of the name of a file. Many file systems allow 255 bytes.
const LONGEST: usize = 100;

/// Names the files of operations, in tags that the lock names and in new tags that are large.
pub(super) fn name(api: &Api, tags: &[TagNames], operations: &mut [OperationNames], (lock, new): (&Lock, &mut Lock)) {
    new.files.clone_from(&lock.files);
    let mut of_tags: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        of_tags.entry(operation.tag).or_default().push(index);
    }
    for (tag, members) in of_tags {
        let name = &api.tags[tag].name;
        let is_new = members.iter().all(|index| !lock.operations.contains_key(&api.operations[*index].place()));
        if is_new && members.len() > LARGE && !new.files.contains_key(name) {
            new.files.insert(name.clone(), BY_OPERATION.to_owned());
        }
        if new.files.get(name).is_some_and(|choice| choice == BY_OPERATION) {
            name_files(tags, tag, (&members, operations));
        }
    }
}

/// Names the files of a tag after the methods. A method can have a name that a file or a module cannot have.
fn name_files(tags: &[TagNames], tag: usize, (members, operations): (&[usize], &mut [OperationNames])) {
    let mut taken: BTreeSet<String> =
        tags.iter().filter(|inner| inner.parent == Some(tag)).map(|inner| inner.name().to_owned()).collect();
    // clippy warns about a module with the name of the module around it.
    taken.insert(tags[tag].name().to_owned());
    let can_be_file = |method: &str, taken: &BTreeSet<String>| {
        method.len() <= LONGEST && !RESERVED_MODULES.contains(&method) && !is_device(method) && !taken.contains(method)
    };
    let (plain, others): (Vec<usize>, Vec<usize>) =
        members.iter().partition(|index| can_be_file(&operations[**index].method, &taken));
    for index in plain {
        let method = operations[index].method.clone();
        taken.insert(method.clone());
        operations[index].file = Some(method);
    }
    for index in others {
        let method = &operations[index].method;
        let mut file = if method.len() > LONGEST { shortened(method) } else { format!("{method}_") };
        while !taken.insert(file.clone()) {
            file.push('_');
        }
        operations[index].file = Some(file);
    }
}

/// Returns the first words of a long name, and what distinguishes it from others with the same first words.
fn shortened(method: &str) -> String {
    format!("{}_{}", method[..LONGEST].trim_end_matches('_'), hash(method))
}

/// Returns whether Windows has a device of this name.
fn is_device(name: &str) -> bool {
    let port = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    port.is_some_and(|port| port.len() == 1 && port.bytes().all(|byte| byte.is_ascii_digit()))
}
