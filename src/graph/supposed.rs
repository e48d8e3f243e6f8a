//! One sign-in for a what-if, as Graph has it: a `signIn` (v1.0 or beta), or the body of an `evaluate` request.

use uuid::Uuid;

use super::json::{self, Json, Kind};
use super::text;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::model::{Id, parse_guid};
use crate::sign_in::supposed::{
    Supposed, SupposedDevice, SupposedSubject, SupposedUser, Target, parse_client_app, parse_flow,
    parse_guest, parse_insider_risk, parse_platform, parse_risk, parse_trust, parse_user_action,
    representative,
};
use crate::sign_in::{self, Country, SignIn};
use crate::source::{SourceMap, Span};

/// Reads one sign-in. Without one, some diagnostic is an error.
///
/// In the body of an `evaluate` request what is omitted is not known, and `all` neither; Graph itself takes an omitted
/// risk for none.
pub fn read_sign_in(
    sources: &mut SourceMap,
    path: &str,
    bytes: &[u8],
) -> (Option<SignIn<'static>>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let text = match text::decode(bytes) {
        Ok(text) => text,
        Err(fault) => {
            let file = sources.add(path, String::new());
            let told =
                Diagnostic::error("not-text", Span::start_of(file), fault.message()).help(fault.help());
            return (None, vec![told]);
        }
    };
    let file = sources.add(path, text);
    let text = sources.text(file);
    let Some(json) = json::parse(file, text, &mut diagnostics) else { return (None, diagnostics) };
    let is_request = REQUEST.iter().any(|member| json.get(member).is_some());
    if !is_request {
        let found = recorded(&json, text, &mut diagnostics);
        return (found, diagnostics);
    }
    let mut reader = Reader { diagnostics: &mut diagnostics, failed: false };
    let supposed = reader.request(&json);
    let failed = reader.failed;
    ((!failed).then(|| supposed.sign_in()), diagnostics)
}

const REQUEST: [&str; 3] = ["signInIdentity", "signInContext", "signInConditions"];

fn recorded(json: &Json, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<SignIn<'static>> {
    let mut found = Vec::new();
    let read = sign_in::read(text.as_bytes(), |sign_in, _| found.push(sign_in.into_owned()));
    let at = |message: String| Diagnostic::error("not-a-sign-in", json.span, message);
    match read {
        Ok(read) => diagnostics.extend(read.problems.into_iter().map(|problem| {
            at(problem.message).help("give one sign-in of Graph, or the body of an `evaluate` request")
        })),
        Err(error) => diagnostics.push(at(error.to_string())),
    }
    match found.as_slice() {
        [_] => found.pop(),
        [] if diagnostics.is_empty() => {
            diagnostics.push(at("there is no sign-in here".to_owned()));
            None
        }
        [] => None,
        several => {
            let message = format!("there are {} sign-ins here, and a what-if takes one", several.len());
            diagnostics.push(at(message).help("put the one that is meant into a file of its own"));
            None
        }
    }
}

/// Reads the body of a request.
struct Reader<'d> {
    diagnostics: &'d mut Vec<Diagnostic>,
    failed: bool,
}

impl Reader<'_> {
    fn request(&mut self, json: &Json) -> Supposed {
        self.members(json, &["signInIdentity", "signInContext", "signInConditions", "appliedPoliciesOnly"]);
        let mut supposed = Supposed::default();
        if let Some(identity) = given(json, "signInIdentity") {
            supposed.subject = self.identity(identity);
        }
        if let Some(context) = given(json, "signInContext") {
            supposed.target = self.target(context);
        }
        if let Some(conditions) = given(json, "signInConditions") {
            self.conditions(conditions, &mut supposed);
        }
        supposed
    }

    fn identity(&mut self, json: &Json) -> SupposedSubject {
        self.members(
            json,
            &[
                "userId",
                "externalTenantId",
                "externalUserType",
                "servicePrincipalId",
                "agentServicePrincipalId",
            ],
        );
        if given(json, "servicePrincipalId").is_some() {
            return SupposedSubject::ServicePrincipal(self.guid(json, "servicePrincipalId"));
        }
        if given(json, "agentServicePrincipalId").is_some() {
            return SupposedSubject::Agent(self.guid(json, "agentServicePrincipalId"));
        }
        SupposedSubject::User(SupposedUser {
            id: self.guid(json, "userId"),
            user_principal_name: None,
            // The directory says what a user is who is not said to be a guest.
            guest: self.token(json, "externalUserType", parse_guest).filter(Option::is_some),
            home_tenant: self.guid(json, "externalTenantId"),
        })
    }

    fn target(&mut self, json: &Json) -> Option<Target> {
        self.members(json, &["includeApplications", "userAction", "authenticationContextValue"]);
        if let Some(context) = self.text(json, "authenticationContextValue") {
            return Some(Target::AuthenticationContext(Id::parse(context)));
        }
        if let Some(action) = self.token(json, "userAction", parse_user_action) {
            return Some(Target::UserAction(action));
        }
        let applications = given(json, "includeApplications")?;
        let Kind::Array(items) = &applications.kind else {
            self.fail(applications.span, "`includeApplications` is not a list".to_owned());
            return None;
        };
        let ids: Vec<Uuid> = items.iter().filter_map(|item| self.application(item)).collect();
        (!ids.is_empty()).then_some(Target::Applications(ids))
    }

    fn application(&mut self, json: &Json) -> Option<Uuid> {
        let text = json.as_str().unwrap_or_default();
        let id = parse_guid(text).or_else(|| representative(text));
        if id.is_none() {
            let message = format!("`{text}` is no application id");
            self.fail(json.span, message);
        }
        id
    }

    fn conditions(&mut self, json: &Json, supposed: &mut Supposed) {
        self.members(
            json,
            &[
                "clientAppType",
                "devicePlatform",
                "country",
                "ipAddress",
                "signInRiskLevel",
                "userRiskLevel",
                "servicePrincipalRiskLevel",
                "insiderRiskLevel",
                "agentIdRiskLevel",
                "authenticationFlow",
                "deviceInfo",
            ],
        );
        supposed.client_app = self.unless_all(json, "clientAppType", parse_client_app);
        supposed.platform = self.unless_all(json, "devicePlatform", parse_platform);
        supposed.country = self.text(json, "country").map(Country::parse);
        supposed.ip_address = self
            .token(json, "ipAddress", |text| text.parse().map_err(|_| format!("`{text}` is no IP address")));
        supposed.sign_in_risk = self.token(json, "signInRiskLevel", parse_risk);
        supposed.user_risk = self.token(json, "userRiskLevel", parse_risk);
        supposed.service_principal_risk = self.token(json, "servicePrincipalRiskLevel", parse_risk);
        supposed.insider_risk = self.token(json, "insiderRiskLevel", parse_insider_risk);
        if let Some(flow) = given(json, "authenticationFlow") {
            self.members(flow, &["transferMethod"]);
            supposed.flow = self.token(flow, "transferMethod", parse_flow);
        }
        if let Some(device) = given(json, "deviceInfo") {
            supposed.device = self.device(device);
        }
    }

    /// A device of which it is not said whether it is compliant is not known, whatever else is said of it.
    fn device(&mut self, json: &Json) -> Option<SupposedDevice> {
        for member in json.members() {
            let is_read =
                ["isCompliant", "trustType"].contains(&member.key.as_str()) || is_annotation(&member.key);
            if !is_read && member.value.kind != Kind::Null {
                let message = format!("`{}` of the device is not used", member.key);
                self.diagnostics.push(Diagnostic::warning("unused-member", member.key_span, message));
            }
        }
        let trust = self.token(json, "trustType", parse_trust);
        let compliant = given(json, "isCompliant");
        match (compliant.map(|json| &json.kind), trust) {
            (_, Some(None)) => Some(SupposedDevice::Unregistered),
            (Some(Kind::Bool(is_compliant)), trust) => {
                Some(SupposedDevice::Registered { is_compliant: *is_compliant, trust: trust.flatten() })
            }
            (Some(_), _) => {
                self.fail(json.span_at("/isCompliant"), "`isCompliant` is neither true nor false".to_owned());
                None
            }
            (None, Some(Some(_))) => {
                let message = "whether the device is compliant is not given, so it is taken for unknown";
                let span = json.span_at("/trustType");
                self.diagnostics
                    .push(Diagnostic::warning("unused-member", span, message).help("add `isCompliant`"));
                None
            }
            (None, None) => None,
        }
    }

    fn unless_all<T>(&mut self, json: &Json, key: &str, parse: fn(&str) -> Result<T, String>) -> Option<T> {
        self.text(json, key).filter(|text| !text.eq_ignore_ascii_case("all"))?;
        self.token(json, key, parse)
    }

    fn token<T>(&mut self, json: &Json, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(json, key)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fail(given(json, key).map_or(json.span, |value| value.span), message);
                None
            }
        }
    }

    fn guid(&mut self, json: &Json, key: &str) -> Option<Uuid> {
        self.token(json, key, |text| parse_guid(text).ok_or_else(|| format!("`{text}` is no object id")))
    }

    fn text<'j>(&mut self, json: &'j Json, key: &str) -> Option<&'j str> {
        let value = given(json, key)?;
        if value.as_str().is_none() {
            self.fail(value.span, format!("`{key}` is not text"));
        }
        value.as_str()
    }

    fn members(&mut self, json: &Json, known: &[&str]) {
        for member in json.members().iter().filter(|member| !is_annotation(&member.key)) {
            if known.contains(&member.key.as_str()) {
                continue;
            }
            let message = format!("`{}` is not a member that this version knows", member.key);
            let found = Diagnostic::warning("unknown-member", member.key_span, message);
            self.diagnostics.push(match did_you_mean(&member.key, known.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found,
            });
        }
    }

    fn fail(&mut self, span: Span, message: String) {
        self.failed = true;
        self.diagnostics.push(Diagnostic::error("invalid-sign-in", span, message));
    }
}

/// A member that is there and not null.
fn given<'j>(json: &'j Json, key: &str) -> Option<&'j Json> {
    json.get(key).filter(|value| value.kind != Kind::Null)
}

fn is_annotation(key: &str) -> bool {
    key.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClientAppType, RiskLevel};
    use crate::sign_in::{Flow, Subject};

    fn read(text: &str) -> (Option<SignIn<'static>>, Vec<Diagnostic>) {
        read_sign_in(&mut SourceMap::default(), "what-if.json", text.as_bytes())
    }

    const REQUEST: &str = r##"{
  "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": "00000000-0000-0000-0000-00000000a5a4"},
  "signInContext": {
    "@odata.type": "#microsoft.graph.applicationContext",
    "includeApplications": ["00000002-0000-0ff1-ce00-000000000000"]
  },
  "signInConditions": {
    "devicePlatform": "all", "clientAppType": "browser", "signInRiskLevel": "high", "country": "TH",
    "ipAddress": "203.0.113.5", "authenticationFlow": {"transferMethod": "deviceCodeFlow"},
    "deviceInfo": {"isCompliant": true}
  },
  "appliedPoliciesOnly": true
}"##;

    #[test]
    fn a_request_is_read_and_what_it_leaves_out_is_not_known() {
        let (sign_in, diagnostics) = read(REQUEST);
        assert_eq!(diagnostics, []);
        let sign_in = sign_in.unwrap();
        assert_eq!(sign_in.subject_id, Some(Uuid::from_u128(0xa5a4)));
        assert_eq!(sign_in.resource.display_name, "Office 365 Exchange Online");
        assert_eq!(sign_in.client_app, Some(ClientAppType::Browser));
        assert_eq!(sign_in.sign_in_risk, Some(RiskLevel::High));
        assert_eq!(sign_in.country, Some(Country::parse("TH")));
        assert_eq!(sign_in.flow, Some(Flow::DeviceCode));
        assert!(sign_in.device.unwrap().is_compliant);
        assert_eq!((sign_in.platform, sign_in.user_risk), (None, None));
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let text = r#"{"signInConditions": {"clientAppType": "brwser", "ipAdress": "::1", "userRiskLevel": 3},
            "signInIdentity": {"userId": "asha"}}"#;
        let mut sources = SourceMap::default();
        let (sign_in, diagnostics) = read_sign_in(&mut sources, "what-if.json", text.as_bytes());
        assert_eq!(sign_in, None);
        let told: Vec<_> = diagnostics
            .iter()
            .map(|found| {
                let Span { start, end, .. } = found.span;
                (&text[start as usize..end as usize], found.message.as_str())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("\"asha\"", "`asha` is no object id"),
                ("\"ipAdress\"", "`ipAdress` is not a member that this version knows"),
                ("\"brwser\"", "there is no client app `brwser`; did you mean `browser`?"),
                ("3", "`userRiskLevel` is not text"),
            ]
        );
        assert_eq!(diagnostics[1].help.as_deref(), Some("did you mean `ipAddress`?"));
    }

    #[test]
    fn a_recorded_sign_in_is_read() {
        let record = r#"{"createdDateTime": "2026-11-20T09:00:00Z", "userPrincipalName": "Asha@contoso.com",
            "status": {"errorCode": 0}, "clientAppUsed": "IMAP4"}"#;
        let (sign_in, diagnostics) = read(record);
        assert_eq!(diagnostics, []);
        let sign_in = sign_in.unwrap();
        assert_eq!(sign_in.user_principal_name, "asha@contoso.com");
        assert_eq!(sign_in.client_app, Some(ClientAppType::Other));
        let (none, diagnostics) = read(&format!("[{record},{record}]"));
        assert_eq!(none, None);
        assert_eq!(diagnostics[0].message, "there are 2 sign-ins here, and a what-if takes one");
    }

    #[test]
    fn what_is_no_sign_in_is_an_error() {
        for text in [
            "",
            "[]",
            "{}",
            "nope",
            "{\"signInConditions\": 3, \"signInIdentity\": {\"userId\": 1}}",
            "\u{0}",
        ] {
            let (sign_in, diagnostics) = read(text);
            assert_eq!(sign_in, None, "{text}");
            assert!(!diagnostics.is_empty(), "{text}");
        }
    }

    #[test]
    fn workloads_have_no_user() {
        let (sign_in, _) =
            read(r#"{"signInIdentity": {"servicePrincipalId": "00000000-0000-0000-0000-000000000001"}}"#);
        assert_eq!(sign_in.unwrap().subject, Subject::ServicePrincipal);
    }

    #[test]
    fn a_device_that_may_be_compliant_is_not_known() {
        let (sign_in, diagnostics) =
            read(r#"{"signInConditions": {"deviceInfo": {"trustType": "AzureAD"}}}"#);
        assert_eq!(sign_in.unwrap().device, None);
        assert_eq!(diagnostics.len(), 1);
    }
}
