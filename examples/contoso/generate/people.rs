//! The cast: everyone at contoso, what they can prove themselves with, and the groups and roles they hold.
//!
//! This is the story that `truth.json` is written from. Who is locked out follows from who is who here.

/// Where someone works, or comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    Kochi,
    Dubai,
}

/// What someone is to the company.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Staff,
    /// A guest from fabrikam, of Kochi, or northwind, of Dubai.
    Guest,
    /// An account with no person behind it, known as such.
    Service,
    /// The scanner, an account with no person behind it that nobody thought of.
    Scanner,
    /// A shared mailbox that nobody signs in to, and everybody tries to.
    Mailbox,
    Emergency,
}

/// How someone signs in, which is also what they have registered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// A password alone, with a method registered that is never asked for.
    Password,
    /// A password alone, and no method registered. Signs in from the office only.
    Unregistered,
    /// Windows Hello on a managed laptop.
    Hello,
    /// A security key.
    Key,
    /// A password and a notification on the phone, every time.
    Push,
}

/// A built-in role: name and template id.
pub(crate) type Role = (&'static str, &'static str);

pub(crate) const GLOBAL: Role = ("Global Administrator", "62e90394-69f5-4237-9190-012177145e10");
pub(crate) const CONDITIONAL_ACCESS: Role =
    ("Conditional Access Administrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9");
pub(crate) const SECURITY: Role = ("Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d");
pub(crate) const USER: Role = ("User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1");
pub(crate) const EXCHANGE: Role = ("Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de");
pub(crate) const HELPDESK: Role = ("Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8");
pub(crate) const DIRECTORY_SYNC: Role =
    ("Directory Synchronization Accounts", "d29b2b05-8046-44ba-8758-1e26182fcf32");

pub(crate) const CONTOSO: &str = "11111111-1111-1111-1111-111111111111";
pub(crate) const FABRIKAM: &str = "22222222-2222-2222-2222-222222222222";
pub(crate) const NORTHWIND: &str = "33333333-3333-3333-3333-333333333333";

/// An account.
pub(crate) struct Person {
    /// Its place in the cast, from 1; ids and addresses are made of it.
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) site: Site,
    pub(crate) habit: Habit,
    pub(crate) roles: &'static [Role],
    /// `accountEnabled` on the day of the export.
    pub(crate) enabled: bool,
    /// Starts on 1 December and has not signed in yet.
    pub(crate) is_new: bool,
}

impl Person {
    /// The object id.
    pub(crate) fn id(&self) -> String {
        format!("aaaaaaaa-0000-4000-8000-{:012}", self.number)
    }

    /// `userPrincipalName` in the directory.
    pub(crate) fn user_principal_name(&self) -> String {
        match self.kind {
            Kind::Guest => format!("{}_{}#EXT#@contoso.onmicrosoft.com", self.name, self.home_domain()),
            Kind::Emergency => format!("{}@contoso.onmicrosoft.com", self.name),
            Kind::Service if self.is_sync() => format!("{}@contoso.onmicrosoft.com", self.name),
            Kind::Staff | Kind::Service | Kind::Scanner | Kind::Mailbox => {
                format!("{}@contoso.com", self.name)
            }
        }
    }

    /// The name as the sign-in log shows it: guests by their address at home.
    pub(crate) fn sign_in_name(&self) -> String {
        if self.is_guest() {
            format!("{}@{}", self.name, self.home_domain())
        } else {
            self.user_principal_name()
        }
    }

    /// `displayName`.
    pub(crate) fn display_name(&self) -> String {
        match self.kind {
            Kind::Emergency => format!("Emergency access {}", self.name),
            Kind::Service if self.is_sync() => {
                "On-Premises Directory Synchronization Service Account".to_owned()
            }
            Kind::Scanner => "Scanner Kochi".to_owned(),
            Kind::Mailbox => "Front desk Dubai".to_owned(),
            Kind::Staff | Kind::Guest | Kind::Service => {
                let mut letters = self.name.chars();
                letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
            }
        }
    }

    /// The domain a guest comes from.
    pub(crate) fn home_domain(&self) -> &'static str {
        match self.site {
            Site::Kochi => "fabrikam.com",
            Site::Dubai => "northwindtraders.com",
        }
    }

    /// The tenant someone comes from.
    pub(crate) fn home_tenant(&self) -> &'static str {
        match (self.is_guest(), self.site) {
            (false, _) => CONTOSO,
            (true, Site::Kochi) => FABRIKAM,
            (true, Site::Dubai) => NORTHWIND,
        }
    }

    pub(crate) fn is_guest(&self) -> bool {
        self.kind == Kind::Guest
    }

    pub(crate) fn is_sync(&self) -> bool {
        self.name.starts_with("Sync_")
    }

    /// Whether one of the roles of the deployed admin policies is held.
    pub(crate) fn is_admin(&self) -> bool {
        self.roles.iter().any(|role| *role != DIRECTORY_SYNC)
    }

    /// Whether a method is registered that MFA accepts.
    pub(crate) fn is_registered(&self) -> bool {
        match self.kind {
            Kind::Service | Kind::Scanner => false,
            Kind::Staff | Kind::Guest | Kind::Mailbox | Kind::Emergency => self.habit != Habit::Unregistered,
        }
    }

    pub(crate) fn is_in(&self, group: &Group) -> bool {
        match group.members {
            Members::Named(names) => names.contains(&self.name),
            Members::Dubai => self.site == Site::Dubai && matches!(self.kind, Kind::Staff | Kind::Mailbox),
        }
    }
}

/// A group of the directory.
pub(crate) struct Group {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) members: Members,
}

/// Who is in a group.
pub(crate) enum Members {
    Named(&'static [&'static str]),
    /// Everyone who works in Dubai.
    Dubai,
}

pub(crate) const EMERGENCY_ACCESS: Group = Group {
    id: "bbbbbbbb-0000-4000-8000-000000000001",
    name: "CA-EmergencyAccess - Exclude",
    members: Members::Named(&["bg1", "bg2"]),
};
pub(crate) const DUBAI: Group =
    Group { id: "bbbbbbbb-0000-4000-8000-000000000004", name: "SG-Staff-Dubai", members: Members::Dubai };
pub(crate) const FINANCE: Group = Group {
    id: "bbbbbbbb-0000-4000-8000-000000000005",
    name: "SG-Finance",
    members: Members::Named(&["deepa", "gopal", "rekha", "amira", "hassan", "omar"]),
};

/// Every group that a policy names and that exists.
pub(crate) const GROUPS: [Group; 6] = [
    EMERGENCY_ACCESS,
    Group {
        id: "bbbbbbbb-0000-4000-8000-000000000002",
        name: "CA-ServiceAccounts",
        members: Members::Named(&[SYNC, "svc-build", "svc-backup"]),
    },
    Group {
        id: "bbbbbbbb-0000-4000-8000-000000000003",
        name: "CA001 - Exclude",
        members: Members::Named(&["scan"]),
    },
    DUBAI,
    FINANCE,
    Group {
        id: "bbbbbbbb-0000-4000-8000-000000000006",
        name: "SG-Build-Agents",
        members: Members::Named(&["svc-build"]),
    },
];

const SYNC: &str = "Sync_KOC-DC1_5f0c21";

const STAFF: [(Site, Habit, &[&str]); 6] = [
    (
        Site::Kochi,
        Habit::Password,
        &[
            "anil", "bindu", "chandra", "deepa", "divya", "farhan", "gopal", "harini", "indu", "jaya",
            "kavya", "lakshmi", "manoj", "mohan", "nandini", "neha", "nikhil", "padma", "pooja", "prakash",
            "rahul", "rajan", "rekha", "rohan", "sanjay", "shreya", "suresh", "tara", "uma", "vijay",
            "vinod", "yamini",
        ],
    ),
    (
        Site::Kochi,
        Habit::Unregistered,
        &["arun", "geetha", "hari", "kumar", "latha", "murali", "sunita", "vasant"],
    ),
    (Site::Kochi, Habit::Hello, &["asha", "ravi", "isha", "pranav", "sneha", "tarun", "varun"]),
    (
        Site::Dubai,
        Habit::Password,
        &[
            "amira", "faisal", "hassan", "hind", "jamal", "karim", "layla", "nadia", "rania", "tariq",
            "zainab",
        ],
    ),
    (Site::Dubai, Habit::Unregistered, &["bilal", "huda", "samir"]),
    (Site::Dubai, Habit::Hello, &["aisha", "khalid", "mariam", "omar", "salma", "yousef", "zayed"]),
];

const OTHERS: [(&str, Kind, Site, Habit, &[Role]); 22] = [
    ("anita", Kind::Staff, Site::Kochi, Habit::Key, &[GLOBAL]),
    ("joseph", Kind::Staff, Site::Kochi, Habit::Key, &[CONDITIONAL_ACCESS, SECURITY]),
    ("dinesh", Kind::Staff, Site::Kochi, Habit::Key, &[EXCHANGE]),
    ("leila", Kind::Staff, Site::Dubai, Habit::Hello, &[HELPDESK]),
    ("fatima", Kind::Staff, Site::Dubai, Habit::Push, &[USER]),
    ("meera", Kind::Staff, Site::Kochi, Habit::Unregistered, &[]),
    ("kiran", Kind::Staff, Site::Kochi, Habit::Unregistered, &[]),
    ("susan", Kind::Guest, Site::Kochi, Habit::Push, &[]),
    ("peter", Kind::Guest, Site::Kochi, Habit::Push, &[]),
    ("george", Kind::Guest, Site::Kochi, Habit::Push, &[]),
    ("emma", Kind::Guest, Site::Kochi, Habit::Push, &[]),
    ("martin", Kind::Guest, Site::Kochi, Habit::Push, &[]),
    ("clara", Kind::Guest, Site::Dubai, Habit::Push, &[]),
    ("david", Kind::Guest, Site::Dubai, Habit::Push, &[]),
    ("nora", Kind::Guest, Site::Dubai, Habit::Push, &[]),
    (SYNC, Kind::Service, Site::Kochi, Habit::Unregistered, &[DIRECTORY_SYNC]),
    ("svc-build", Kind::Service, Site::Kochi, Habit::Unregistered, &[]),
    ("svc-backup", Kind::Service, Site::Kochi, Habit::Unregistered, &[]),
    ("scan", Kind::Scanner, Site::Kochi, Habit::Unregistered, &[]),
    ("frontdesk", Kind::Mailbox, Site::Dubai, Habit::Password, &[]),
    ("bg1", Kind::Emergency, Site::Kochi, Habit::Key, &[GLOBAL]),
    ("bg2", Kind::Emergency, Site::Dubai, Habit::Key, &[GLOBAL]),
];

/// Everyone, in the order of their numbers.
pub(crate) fn cast() -> Vec<Person> {
    let staff = STAFF.iter().flat_map(|(site, habit, names)| {
        names.iter().map(|name| (*name, Kind::Staff, *site, *habit, [].as_slice()))
    });
    staff
        .chain(OTHERS)
        .zip(1..)
        .map(|((name, kind, site, habit, roles), number)| Person {
            number,
            name,
            kind,
            site,
            habit,
            roles,
            enabled: name != "kiran",
            is_new: name == "meera",
        })
        .collect()
}
