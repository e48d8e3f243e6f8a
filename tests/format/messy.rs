//! Writes trees as people do: in any of YAML's notations, with comments and blank lines anywhere.

use gatewright::syntax::{Node, Value};

/// A generator with a seed, so that a failure repeats.
pub(crate) struct Messy {
    seed: u64,
    out: String,
    /// How many comments were written; each is `#c` and its number, and a space before that.
    pub(crate) comments: usize,
}

impl Messy {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, out: String::new(), comments: 0 }
    }

    /// A document that reads as the tree, whose root has entries, in any order of its keys.
    pub(crate) fn document(&mut self, root: &Node) -> String {
        let is_windows = self.one_in(5);
        if self.one_in(5) {
            self.out.push('\u{feff}');
        }
        if self.one_in(6) {
            self.own_lines(0);
            self.out.push_str("---\n");
        }
        self.block(&self.shuffled(root).clone(), 0);
        self.own_lines(0);
        let text = std::mem::take(&mut self.out);
        if is_windows { text.replace('\n', "\r\n") } else { text }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.seed >> 33).unwrap() % bound
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// The tree with the keys of all its maps in another order.
    fn shuffled(&self, node: &Node) -> Node {
        let mut random = Self::new(self.seed);
        let mut node = node.clone();
        shuffle(&mut random, &mut node);
        node
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{} #", self.comments)
    }

    /// Lines without a value, of which comments are indented.
    fn own_lines(&mut self, indent: usize) {
        while self.one_in(3) {
            if self.one_in(2) {
                self.out.push('\n');
            } else {
                let comment = self.comment();
                self.out.push_str(&format!("{:indent$}{comment}\n", ""));
            }
        }
    }

    fn end_line(&mut self) {
        if self.one_in(4) {
            let comment = self.comment();
            self.out.push_str(&format!("  {comment}"));
        }
        self.out.push('\n');
    }

    fn block(&mut self, node: &Node, indent: usize) {
        for entry in node.entries() {
            self.own_lines(indent);
            let key = self.scalar(&entry.key, false);
            self.out.push_str(&format!("{:indent$}{key}:", ""));
            self.value(&entry.value, indent);
        }
        for item in node.items() {
            self.own_lines(indent);
            self.out.push_str(&format!("{:indent$}-", ""));
            self.value(item, indent);
        }
    }

    fn value(&mut self, node: &Node, indent: usize) {
        if node.entries().is_empty() && node.items().is_empty() || self.one_in(3) {
            let spaces = 1 + self.below(2);
            self.out.push_str(&" ".repeat(spaces));
            self.flow(node, indent + 1);
            self.end_line();
        } else {
            self.end_line();
            let step = 1 + self.below(4);
            self.block(node, indent + step);
        }
    }

    /// Whitespace between brackets, where lines may break.
    fn gap(&mut self, indent: usize) {
        match self.below(8) {
            0 => {
                self.end_line();
                self.own_lines(indent);
                self.out.push_str(&" ".repeat(indent));
            }
            1 => {}
            _ => self.out.push(' '),
        }
    }

    fn flow(&mut self, node: &Node, indent: usize) {
        let (open, close) = match &node.value {
            Value::Sequence(_) => ('[', ']'),
            Value::Mapping(_) => ('{', '}'),
            Value::Null | Value::Bool(_) | Value::Integer(_) => {
                self.out.push_str(&node.to_json().to_string());
                return;
            }
            Value::String(text) => {
                let text = self.scalar(text, true);
                self.out.push_str(&text);
                return;
            }
        };
        self.out.push(open);
        for entry in node.entries() {
            self.gap(indent);
            let key = self.scalar(&entry.key, true);
            self.out.push_str(&format!("{key}: "));
            self.flow(&entry.value, indent);
            self.out.push(',');
        }
        for item in node.items() {
            self.gap(indent);
            self.flow(item, indent);
            self.out.push(',');
        }
        self.gap(indent);
        self.out.push(close);
    }

    /// A text, with quotes that it needs or without need.
    fn scalar(&mut self, text: &str, is_flow: bool) -> String {
        let is_simple = |character: char| character.is_ascii_alphanumeric() || " -$()@./".contains(character);
        let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
            && !text.ends_with(' ')
            && text.chars().all(is_simple)
            && !["true", "false", "null"].contains(&text);
        match self.below(3) {
            0 | 1 if is_plain => text.to_owned(),
            2 if !text.contains(['\n', '\'', '\r']) && !is_flow => format!("'{text}'"),
            _ => serde_json::to_string(text).unwrap(),
        }
    }
}

fn shuffle(random: &mut Messy, node: &mut Node) {
    match &mut node.value {
        Value::Mapping(entries) => {
            for position in 1..entries.len() {
                let other = random.below(position + 1);
                entries.swap(position, other);
            }
            for entry in entries {
                shuffle(random, &mut entry.value);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                shuffle(random, item);
            }
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => {}
    }
}
