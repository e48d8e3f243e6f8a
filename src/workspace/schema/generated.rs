//! Validators that the compiler makes of the schemas in `generated/`, so that a run need not make any.
//!
//! They only accept or refuse. What is wrong with a refused document is told by a validator made at run time of the
//! same schema.

use serde_json::Value;

use super::DocumentKind;
use super::format::Format;

/// Declares validators, each with its file, and the functions by which they check formats.
macro_rules! validators {
    (@all $formats:tt $($validator:ident = $path:tt;)+) => {
        $(validators!(@one $formats $validator $path);)+
    };
    (@one $formats:tt $validator:ident $path:tt) => {
        #[jsonschema::validator(
            path = $path,
            draft = Draft202012,
            validate_formats = true,
            formats = $formats,
            methods = { is_valid = true, validate = false, iter_errors = false },
        )]
        pub(super) struct $validator;
    };
}

macro_rules! checks {
    ($($name:tt => $check:ident = $variant:ident;)+) => {
        $(
            fn $check(text: &str) -> bool {
                Format::$variant.check(text).is_ok()
            }
        )+

        #[cfg(test)]
        pub(super) const FORMATS: &[&str] = &[$($name),+];

        validators! {
            @all { $($name => crate::workspace::schema::generated::$check,)+ }
            Policy = "src/workspace/schema/generated/policy.json";
            Locations = "src/workspace/schema/generated/locations.json";
            Groups = "src/workspace/schema/generated/groups.json";
            Baseline = "src/workspace/schema/generated/baseline.json";
            Tenant = "src/workspace/schema/generated/tenant.json";
            Lock = "src/workspace/schema/generated/lock.json";
            Tests = "src/workspace/schema/generated/tests.json";
            Parameter = "src/workspace/schema/generated/parameter.json";
        }
    };
}

checks! {
    "date" => date = Date;
    "guid" => guid = Guid;
    "object-id" => object_id = ObjectId;
    "user-principal-name" => user_principal_name = Person;
    "user" => user = User;
    "application" => application = Application;
    "location" => location = Location;
    "service-principal" => service_principal = ServicePrincipal;
    "cidr" => cidr = Cidr;
    "cidr-v4" => cidr_v4 = CidrV4;
    "ip-address" => ip_address = IpAddress;
    "country" => country = Country;
    "sign-in-frequency" => sign_in_frequency = SignInFrequency;
    "graph-pointer" => graph_pointer = Pointer;
    "key-path" => key_path = KeyPath;
    "placeholder" => placeholder = Placeholder;
    "name-pattern" => name_pattern = NamePattern;
    "number-range" => number_range = NumberRange;
    "parameter-name" => parameter_name = ParameterName;
}

/// Whether a document has the shape of its kind.
pub(super) fn is_valid(kind: DocumentKind, document: &Value) -> bool {
    match kind {
        DocumentKind::Policy => Policy::is_valid(document),
        DocumentKind::Locations => Locations::is_valid(document),
        DocumentKind::Groups => Groups::is_valid(document),
        DocumentKind::Baseline => Baseline::is_valid(document),
        DocumentKind::Tenant => Tenant::is_valid(document),
        DocumentKind::Lock => Lock::is_valid(document),
        DocumentKind::Tests => Tests::is_valid(document),
    }
}
