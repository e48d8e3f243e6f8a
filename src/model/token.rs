//! Graph's enumerations. All are open: a token this version does not know is kept as it came.

/// Declares an open enumeration over Graph's tokens.
macro_rules! tokens {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $token:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* #[doc = concat!("`", $token, "`")] $variant,)+
            /// A token this version does not know.
            Unknown(Box<str>),
        }

        impl $name {
            /// The tokens this version knows, in Graph's order.
            pub const KNOWN: &[&str] = &[$($token),+];

            /// Reads Graph's token, in any case: the service re-cases some of them.
            pub fn from_graph(token: &str) -> Self {
                $(if token.eq_ignore_ascii_case($token) { return Self::$variant; })+
                Self::Unknown(token.into())
            }

            /// Graph's token.
            pub fn as_graph(&self) -> &str {
                match self {
                    $(Self::$variant => $token,)+
                    Self::Unknown(token) => token,
                }
            }

            /// Whether this version knows the token.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }
    };
}

tokens! {
    /// Client app types (`conditionalAccessClientApp`).
    ClientAppType {
        All = "all",
        Browser = "browser",
        MobileAppsAndDesktopClients = "mobileAppsAndDesktopClients",
        ExchangeActiveSync = "exchangeActiveSync",
        EasSupported = "easSupported",
        Other = "other",
    }
}
tokens! {
    /// Device platforms (`conditionalAccessDevicePlatform`).
    DevicePlatform {
        All = "all",
        Android = "android",
        IOS = "iOS",
        Windows = "windows",
        WindowsPhone = "windowsPhone",
        MacOS = "macOS",
        Linux = "linux",
    }
}
tokens! {
    /// Levels of user, sign-in and service principal risk (`riskLevel`).
    RiskLevel {
        Low = "low",
        Medium = "medium",
        High = "high",
        Hidden = "hidden",
        None = "none",
    }
}
tokens! {
    /// Levels of insider risk (`conditionalAccessInsiderRiskLevels`, flags).
    InsiderRiskLevel {
        Minor = "minor",
        Moderate = "moderate",
        Elevated = "elevated",
    }
}
tokens! {
    /// Authentication flows (`conditionalAccessTransferMethods`, flags).
    TransferMethod {
        DeviceCodeFlow = "deviceCodeFlow",
        AuthenticationTransfer = "authenticationTransfer",
    }
}
tokens! {
    /// Types of guests and external users (`conditionalAccessGuestOrExternalUserTypes`, flags).
    GuestType {
        InternalGuest = "internalGuest",
        B2bCollaborationGuest = "b2bCollaborationGuest",
        B2bCollaborationMember = "b2bCollaborationMember",
        B2bDirectConnectUser = "b2bDirectConnectUser",
        OtherExternalUser = "otherExternalUser",
        ServiceProvider = "serviceProvider",
    }
}
tokens! {
    /// User actions, by the tokens of Graph's What-If; policies hold them as `urn:user:…`.
    UserAction {
        RegisterSecurityInformation = "registerSecurityInformation",
        RegisterOrJoinDevices = "registerOrJoinDevices",
    }
}
tokens! {
    /// Grant controls that need no further object (`conditionalAccessGrantControl`).
    BuiltInControl {
        Block = "block",
        Mfa = "mfa",
        CompliantDevice = "compliantDevice",
        DomainJoinedDevice = "domainJoinedDevice",
        ApprovedApplication = "approvedApplication",
        CompliantApplication = "compliantApplication",
        PasswordChange = "passwordChange",
        RiskRemediation = "riskRemediation",
    }
}
tokens! {
    /// What a sign-in frequency counts in (`signinFrequencyType`).
    FrequencyUnit {
        Hours = "hours",
        Days = "days",
    }
}
tokens! {
    /// What a sign-in frequency asks again (`signInFrequencyAuthenticationType`).
    SignInFrequencyAuthentication {
        PrimaryAndSecondary = "primaryAndSecondaryAuthentication",
        Secondary = "secondaryAuthentication",
    }
}
tokens! {
    /// Whether a browser stays signed in (`persistentBrowserSessionMode`).
    PersistentBrowser {
        Always = "always",
        Never = "never",
    }
}
tokens! {
    /// What Defender for Cloud Apps does in a session (`cloudAppSecuritySessionControlType`).
    CloudAppSecurity {
        McasConfigured = "mcasConfigured",
        MonitorOnly = "monitorOnly",
        BlockDownloads = "blockDownloads",
    }
}
tokens! {
    /// How continuous access evaluation works (beta).
    ContinuousAccessEvaluation {
        StrictLocation = "strictLocation",
        StrictEnforcement = "strictEnforcement",
        Disabled = "disabled",
    }
}
tokens! {
    /// How the country of an address is found (`countryLookupMethodType`).
    CountryLookup {
        ClientIpAddress = "clientIpAddress",
        AuthenticatorAppGps = "authenticatorAppGps",
    }
}
