//! Writes small databases in MaxMind's format: a search tree, its records, and what it says of itself.
//!
//! Records of the tree are 32 bits, and addresses those of IPv6, where IPv4 is the first /96.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

/// A value of the data section.
pub(crate) enum Value<'v> {
    Text(&'v str),
    /// 16 bits.
    Short(u16),
    /// 32 bits.
    Number(u32),
    /// 64 bits.
    Long(u64),
    Map(Vec<(&'v str, Value<'v>)>),
    List(Vec<Value<'v>>),
}

/// A database with a record for each network. No network may hold another.
pub(crate) fn database(networks: &[(&str, Value<'_>)]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut tree: Vec<[Branch; 2]> = vec![[Branch::Nothing; 2]];
    for (network, value) in networks {
        let offset = data.len();
        write(&mut data, value);
        insert(&mut tree, network.parse().unwrap(), offset);
    }
    let count = tree.len();
    let mut out = Vec::new();
    for branch in tree.iter().flatten() {
        let record = match branch {
            Branch::Nothing => count,
            Branch::Node(node) => *node,
            Branch::Data(offset) => count + 16 + offset,
        };
        out.extend(u32::try_from(record).unwrap().to_be_bytes());
    }
    out.extend([0; 16]);
    out.extend(data);
    out.extend(b"\xab\xcd\xefMaxMind.com");
    let about = Value::Map(vec![
        ("node_count", Value::Number(u32::try_from(count).unwrap())),
        ("record_size", Value::Short(32)),
        ("ip_version", Value::Short(6)),
        ("database_type", Value::Text("Test-Country")),
        ("languages", Value::List(vec![Value::Text("en")])),
        ("binary_format_major_version", Value::Short(2)),
        ("binary_format_minor_version", Value::Short(0)),
        ("build_epoch", Value::Long(1_700_000_000)),
        ("description", Value::Map(vec![("en", Value::Text("made by a test"))])),
    ]);
    write(&mut out, &about);
    out
}

#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    Data(usize),
}

fn insert(tree: &mut Vec<[Branch; 2]>, network: IpNetwork, offset: usize) {
    let (bits, prefix) = match network.ip() {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 96 + network.prefix()),
        IpAddr::V6(address) => (u128::from(address), network.prefix()),
    };
    let mut node = 0;
    for depth in 0..prefix {
        let side = usize::from(bits >> (127 - depth) & 1 == 1);
        if depth + 1 == prefix {
            tree[node][side] = Branch::Data(offset);
        } else if let Branch::Node(next) = tree[node][side] {
            node = next;
        } else {
            tree.push([Branch::Nothing; 2]);
            let next = tree.len() - 1;
            tree[node][side] = Branch::Node(next);
            node = next;
        }
    }
}

fn write(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Text(text) => {
            control(out, 2, text.len());
            out.extend(text.as_bytes());
        }
        // Small numbers are written in full all the same.
        Value::Short(number) => {
            control(out, 5, 2);
            out.extend(number.to_be_bytes());
        }
        Value::Long(number) => {
            control(out, 9, 8);
            out.extend(number.to_be_bytes());
        }
        Value::Number(number) => {
            control(out, 6, 4);
            out.extend(number.to_be_bytes());
        }
        Value::Map(members) => {
            control(out, 7, members.len());
            for (key, value) in members {
                write(out, &Value::Text(key));
                write(out, value);
            }
        }
        Value::List(items) => {
            control(out, 11, items.len());
            items.iter().for_each(|item| write(out, item));
        }
    }
}

/// The type of a value and its size; types above 7 take a byte of their own.
fn control(out: &mut Vec<u8>, kind: u8, size: usize) {
    let size = u8::try_from(size).unwrap();
    assert!(size <= 29 + 100, "longer than this writer knows");
    let (short, more) = if size < 29 { (size, None) } else { (29, Some(size - 29)) };
    if kind <= 7 {
        out.push(kind << 5 | short);
    } else {
        out.extend([short, kind - 7]);
    }
    out.extend(more);
}
