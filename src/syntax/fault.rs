//! What makes a text unreadable, in words that say what to change.
//!
//! The YAML parser's own messages name its states; these name what stands in the file.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::parse::{DEPTH_LIMIT, SIZE_LIMIT};
use crate::syntax::trap;

/// What keeps a text from being given to the parser at all.
pub(super) fn unreadable(text: &str, file: FileId) -> Option<Diagnostic> {
    if text.len() > SIZE_LIMIT {
        let message = format!("the file is larger than {} MiB", SIZE_LIMIT >> 20);
        return Some(Diagnostic::error("file-too-large", Span::start_of(file), message).help("split it"));
    }
    let position = text.bytes().position(|byte| byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t'))?;
    let byte = text.as_bytes().get(position).copied().unwrap_or(0);
    let span = character_at(text, file, Some(position));
    Some(
        Diagnostic::error(
            "not-yaml-text",
            span,
            format!("not a YAML text file: it has the control character U+{byte:04X}"),
        )
        .help("save it as UTF-8 text; inside double quotes the character can be written as an escape"),
    )
}

/// The parser's error as ours.
pub(super) fn explain(text: &str, file: FileId, error: &ScanError) -> Diagnostic {
    let mut span = character_at(text, file, error.marker().byte_offset());
    if let Some((place, address)) = trap::address_at(text, span) {
        return trap::unquoted_address(place, address);
    }
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(span);
    }
    // The parser shows what follows the tab.
    if is_about_tabs(error.kind())
        && text.get(..span.start as usize).is_some_and(|before| before.ends_with('\t'))
    {
        span = Span { file, start: span.start - 1, end: span.start };
    }
    let (message, help) = words(error.kind());
    let mut problem = Diagnostic::error("yaml-syntax", span, message);
    problem.help = match trap::comment_after(text, span) {
        Some(comment) => Some(format!("`{comment}` is a comment; quote the text that holds the `#`")),
        None => help.map(str::to_owned),
    };
    problem
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("too-deep", span, format!("lists and maps are nested more than {DEPTH_LIMIT} deep"))
}

/// The nearest position that is inside the text and between characters; the end if the parser knows none.
pub(super) fn boundary(text: &str, offset: Option<usize>) -> u32 {
    let offset = text.floor_char_boundary(offset.unwrap_or(text.len()));
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The character at a position; empty at the end of a line.
fn character_at(text: &str, file: FileId, offset: Option<usize>) -> Span {
    let start = boundary(text, offset);
    let next = text.get(start as usize..).and_then(|rest| rest.chars().next());
    let width = next.filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
    Span { file, start, end: start + u32::try_from(width).unwrap_or(0) }
}

/// What is wrong and what to change. Kinds that the texts of this language cannot bring about share the last line.
fn words(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            let help = if *open == '{' { "add the `}`" } else { "add the `]`" };
            return (format!("`{open}` is not closed"), Some(help));
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (
                format!("`{open}` is closed by `{close}`"),
                Some("use brackets of one kind, or quote the text"),
            );
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let message = format!("a text without quotes cannot begin with `{}`", character.escape_default());
            return (message, Some("quote it"));
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing", Some("remove it, or quote the text"))
        }
        ErrorKind::UnexpectedEofFlowSequence => ("a `[` is not closed", Some("add the `]`")),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("a `{` is not closed", Some("add the `}`"))
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            ("expected `,` or `]`", Some("separate the items with `,`"))
        }
        ErrorKind::ExpectedFlowMappingSeparator => (
            "expected `,` or `}`",
            Some("separate the entries with `,`; quote a text that has `: ` or a bracket in it"),
        ),
        ErrorKind::UnclosedQuotedScalar => ("the quote is not closed", Some("add the closing quote")),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("text follows the closing quote", Some("put all of the text inside the quotes"))
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            "there is no such escape in double quotes",
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => {
            ("the escape is not a character", Some("write `\\u` and four digits, 0 to F"))
        }
        kind if is_about_tabs(kind) => ("a tab cannot indent", Some("use spaces")),
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement => (
            "a key with a value cannot stand here",
            Some("quote a text that has `: ` in it; put a map on lines of its own"),
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "expected `:` after the key",
            Some("write `key: value`, and indent a text that goes on over several lines"),
        ),
        ErrorKind::ExpectedBlockMappingKey => ("expected a key", Some("indent it like the keys above")),
        ErrorKind::ExpectedBlockSequenceEntry => ("expected `-`", Some("indent it like the items above")),
        ErrorKind::BlockSequenceEntryNotAllowed => (
            "a list item cannot stand here",
            Some("put the list on lines of its own; quote a text that begins with `- `"),
        ),
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            ("`-` makes no list item inside brackets", Some("remove it, or quote the text"))
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => {
            ("the indentation fits nothing above", Some("indent it like the lines that it belongs to"))
        }
        ErrorKind::CommentInterceptedScalar => {
            ("a comment stands inside a text of several lines", Some("move the comment, or quote the text"))
        }
        ErrorKind::CommentNotSeparated => {
            ("a comment needs a space before `#`", Some("add the space, or quote the text"))
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => (
            "the text after `|` or `>` begins on the next line",
            Some("move it there, or quote a text that begins so"),
        ),
        ErrorKind::MissingAnchorOrAliasName => {
            ("a text without quotes cannot begin with `*` or `&`", Some("quote it"))
        }
        ErrorKind::BomInsideDocument => ("a byte order mark stands inside the text", Some("remove it")),
        ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("the quote is not closed before the next document", Some("add the closing quote"))
        }
        other => return (format!("not YAML: {other}"), None),
    };
    (message.to_owned(), help)
}

fn is_about_tabs(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}
