//! `prove --repair`: edits of the files with which an invariant is kept, each tried on the text that it leaves.

use std::collections::BTreeMap;

use super::Prove;
use super::subjects::Subject;
use crate::check::{Changed, Written};
use crate::cli::source::Source;
use crate::compare;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::model::{Id, Policy};
use crate::promise::{self, Candidate, Counterexample, Promise, Proof, Repair, Repairs, Supposing, Tried};
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::source::SourceMap;
use crate::space::Failure;
use crate::syntax;
use crate::workspace::{Loaded, Loader, TenantWorkspace};

/// The tenant that is repaired, as it is.
pub(super) struct Repairing<'a> {
    pub(super) arguments: &'a Prove,
    pub(super) subject: Subject<'a>,
    pub(super) sources: &'a SourceMap,
    pub(super) supposing: &'a Supposing,
}

impl Repairing<'_> {
    /// Looks for what would have each invariant kept that is not.
    pub(super) fn repair(&self, proofs: &mut [Proof]) -> Result<(), Error> {
        let kept: Vec<bool> = proofs.iter().map(|proof| proof.verdict.is_kept()).collect();
        let promises: Vec<Promise> = proofs.iter().map(|proof| proof.promise.clone()).collect();
        for (place, proof) in proofs.iter_mut().enumerate() {
            if proof.verdict.is_kept() {
                continue;
            }
            let Some(example) = proof.verdict.example() else {
                proof.repairs = Some(Repairs { is_complete: true, ..Repairs::default() });
                continue;
            };
            let Subject { tenant, side, .. } = self.subject;
            let promise = &proof.promise;
            if promise::is_emergency_access(tenant, example) {
                let none = Repairs { is_complete: true, is_for_emergency_access: true, ..Repairs::default() };
                proof.repairs = Some(none);
                continue;
            }
            let first =
                candidates((tenant, self.sources), &side.policies, promise, example, &Candidate::nothing());
            let repairs =
                promise::search(first, |candidate| self.attempt(candidate, &promises, place, &kept))?;
            proof.repairs = Some(repairs);
        }
        Ok(())
    }

    /// Loads the tenant as the files would be, and proves everything again.
    fn attempt(
        &self,
        candidate: &Candidate,
        promises: &[Promise],
        place: usize,
        kept: &[bool],
    ) -> Result<Tried, Error> {
        let Prove { tenants, switched_on, .. } = self.arguments;
        let Subject { tenant: old, directory, .. } = self.subject;
        let source = Source::open_changed(&tenants.path, &candidate.changed)?;
        let mut loader = Loader::new(&*source.files, tenants.chosen.day());
        loader.tenant(&old.path, Some(directory).filter(|directory| !directory.people().is_empty()));
        let Loaded { sources, tenants, diagnostics, .. } = loader.finish();
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        let Some(tenant) = tenants.first().filter(|tenant| tenant.complete) else {
            return Ok(Tried::Refused);
        };
        if diagnostics.iter().any(is_error) {
            return Ok(Tried::Refused);
        }
        let switch_on = if *switched_on { SwitchOn::ReportOnly } else { SwitchOn::AsWritten };
        let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), &switch_on);
        if !proposal.diagnostics.is_empty() {
            return Ok(Tried::Refused);
        }
        let now = Now { tenant, sources: &sources, side: &proposal.as_if };
        match self.judge(&now, candidate, promises, place, kept) {
            Ok(tried) => Ok(tried),
            // Of what is too much to go through nothing is claimed.
            Err(Failure::TooLarge) => Ok(Tried::Refused),
            Err(failure @ Failure::Mismatch(_)) => Err(super::cannot_prove(&failure)),
        }
    }

    fn judge(
        &self,
        now: &Now<'_>,
        candidate: &Candidate,
        promises: &[Promise],
        place: usize,
        kept: &[bool],
    ) -> Result<Tried, Failure> {
        let Subject { directory, side: old, .. } = self.subject;
        let subject = Subject { tenant: now.tenant, directory, side: now.side };
        let proofs = subject
            .with_version(|version, settings| promise::prove(version, promises, self.supposing, settings))?;
        let is_lost = |(proof, was): (&Proof, &bool)| *was && !proof.verdict.is_kept();
        if proofs.iter().zip(kept).any(is_lost) {
            return Ok(Tried::Refused);
        }
        let Some(proof) = proofs.get(place) else { return Ok(Tried::Refused) };
        if !proof.verdict.is_kept() {
            let Some(example) = proof.verdict.example() else { return Ok(Tried::Refused) };
            if promise::is_emergency_access(now.tenant, example) {
                return Ok(Tried::EmergencyAccess);
            }
            let parts = (now.tenant, now.sources);
            return Ok(Tried::Fails(candidates(
                parts,
                &now.side.policies,
                &proof.promise,
                example,
                candidate,
            )));
        }
        let meaning = self.subject.with_version(|before, settings| {
            subject.with_version(|after, _| compare::meaning(before, after, settings))
        })?;
        let repair = Repair { edits: candidate.edits.clone(), documents: self.documents(candidate), meaning };
        let both = [old.policies.as_slice(), now.side.policies.as_slice()];
        let is_refused =
            repair.loosens() || promise::harms_emergency_access(now.tenant, directory, both, &repair.meaning);
        Ok(if is_refused { Tried::Refused } else { Tried::Kept(Box::new(repair)) })
    }

    fn documents(&self, candidate: &Candidate) -> Vec<compare::DocumentDiff> {
        let is_changed = |(path, _): &(&str, &str)| candidate.changed.contains_key(*path);
        let before = self.sources.files().filter(is_changed).map(|(path, text)| (path.to_owned(), text));
        let after = candidate.changed.iter().map(|(path, text)| (path.clone(), text.as_str()));
        compare::documents(&before.collect(), &after.collect())
    }
}

/// The tenant as it would be.
struct Now<'a> {
    tenant: &'a TenantWorkspace,
    sources: &'a SourceMap,
    side: &'a PolicySide,
}

/// What one edit more makes of the files.
fn candidates(
    (tenant, sources): (&TenantWorkspace, &SourceMap),
    policies: &[Policy<Id>],
    promise: &Promise,
    example: &Counterexample,
    made: &Candidate,
) -> Vec<Candidate> {
    let mut written = Written::new(sources);
    let mut found = Vec::new();
    for fix in promise::edits(tenant, policies, promise, example) {
        let Some(fix) = written.fix(tenant, &fix) else { continue };
        let mut changed: Changed = made.changed.clone();
        let mut by_file = BTreeMap::<_, Vec<_>>::new();
        for edit in &fix.edits {
            by_file.entry(edit.span.file).or_default().push(edit);
        }
        let applied = by_file.into_iter().all(|(file, edits)| {
            let text = syntax::apply(sources.text(file), edits);
            text.map(|text| changed.insert(sources.path(file).to_owned(), text)).is_some()
        });
        if applied {
            let edits = made.edits.iter().cloned().chain([fix.title]).collect();
            found.push(Candidate { edits, changed });
        }
    }
    found
}
