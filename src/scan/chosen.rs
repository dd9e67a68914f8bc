//! The built-in rules together with what the user chose: the sensitivity, personal data, and rules of their own.

use super::custom::{CustomRule, CustomRules, Scope};
use super::gate::{Look, Worth};
use super::judged::{Judged, Lent};
use super::ruleset::{Builtin, FAMILIES, Include, NAMELESS, RulesetError};
use super::view::Escapes;
use super::{Finding, Sensitivity};
use std::sync::{Arc, OnceLock};

/// The id under which a value is found again that another rule confirmed.
pub const CONFIRMED: &str = "confirmed-elsewhere";

/// What a ruleset is made of.
#[derive(Default)]
pub struct Options {
    /// How much evidence findings need.
    pub sensitivity: Sensitivity,
    /// Which of the built-in rules.
    pub include: Include,
    /// The user's own rules.
    pub custom: CustomRules,
}

/// The rules as one file or session meets them.
pub struct Ruleset {
    builtin: Arc<Builtin>,
    include: Include,
    custom: Option<Custom>,
}

/// The user's own rules, and which of them look at the file at hand.
struct Custom {
    rules: Arc<CustomRules>,
    scope: Scope,
}

impl Ruleset {
    /// The rules in the binary, compiled once.
    pub fn builtin() -> Arc<Self> {
        static BUILTIN: OnceLock<Arc<Ruleset>> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "the families are constants; tests load them")]
        let rules = BUILTIN
            .get_or_init(|| Arc::new(Self::load(&FAMILIES, Include::Secrets).expect("built-in rules load")));
        Arc::clone(rules)
    }

    /// Reads and compiles families.
    ///
    /// # Errors
    /// [`RulesetError`] with the first mistake.
    pub fn load(families: &[&str], include: Include) -> Result<Self, RulesetError> {
        let builtin = Arc::new(Builtin::load(families, include)?);
        Ok(Self { builtin, include, custom: None })
    }

    /// The rules in the binary with the user's choices and rules.
    ///
    /// # Errors
    /// [`RulesetError`]; the built-in families always load.
    pub fn build(options: Options) -> Result<Arc<Self>, RulesetError> {
        let Options { sensitivity, include, custom } = options;
        let plain = sensitivity == Sensitivity::default() && include == Include::default();
        if plain && custom.is_empty() {
            return Ok(Self::builtin());
        }
        let builtin = if plain {
            Arc::clone(&Self::builtin().builtin)
        } else {
            Arc::new(Builtin::load(&FAMILIES, include)?.at(sensitivity))
        };
        let custom =
            (!custom.is_empty()).then(|| Custom { scope: custom.scope(""), rules: Arc::new(custom) });
        Ok(Arc::new(Self { builtin, include, custom }))
    }

    /// The user's own rules without the built-in ones, as their examples are tested.
    ///
    /// # Errors
    /// [`RulesetError`] as [`Self::build`].
    pub fn only(custom: CustomRules) -> Result<Arc<Self>, RulesetError> {
        let custom = Custom { scope: custom.scope(""), rules: Arc::new(custom) };
        Ok(Arc::new(Self { custom: Some(custom), ..Self::load(&[], Include::Secrets)? }))
    }

    /// The same rules as they look at a file of this name; the built-in ones look at all alike.
    pub fn for_file(self: &Arc<Self>, file: &str) -> Arc<Self> {
        let Some(custom) = &self.custom else { return Arc::clone(self) };
        let custom = Custom { scope: custom.rules.scope(file), rules: Arc::clone(&custom.rules) };
        Arc::new(Self { builtin: Arc::clone(&self.builtin), include: self.include, custom: Some(custom) })
    }

    /// What the built-in rules judged before, to be remembered on.
    pub fn judged(&self) -> Lent {
        Lent::of(&self.builtin)
    }

    /// The user's own rules.
    pub fn custom(&self) -> impl Iterator<Item = &CustomRule> {
        self.custom.iter().flat_map(|custom| custom.rules.rules())
    }

    /// What tells these rules from the built-in ones of the same version: equal for equal choices and rule files, none
    /// where the user chose nothing.
    pub fn own(&self) -> Option<Vec<u8>> {
        let choices = [self.sensitivity as u8, u8::from(self.include == Include::PersonalData)];
        let files = self.custom.as_ref().map(|custom| custom.rules.digest());
        let plain = choices == [Sensitivity::default() as u8, 0] && files.is_none();
        (!plain).then(|| [&choices[..], &files.unwrap_or_default()].concat())
    }

    /// What the rule of this id finds.
    pub fn description(&self, id: &str) -> Option<&str> {
        if id == CONFIRMED {
            return Some("A value that was confirmed as a secret elsewhere");
        }
        if id == NAMELESS {
            return Some("A random value without a name; found by the strict sensitivity alone");
        }
        let builtin = self.rules().iter().find(|rule| &*rule.id == id).map(|rule| rule.description.as_str());
        builtin.or_else(|| self.custom().find(|rule| &*rule.id == id).map(|rule| rule.description.as_str()))
    }

    /// Whether raw bytes (escaped to any depth) may hold a secret. False is final; true costs a closer look.
    /// [`Escapes::Json`] promises the text of JSON: a whole line, or the inside of a string.
    pub fn suspicious(&self, (raw, escapes): (&[u8], Escapes)) -> bool {
        self.builtin.suspicious((raw, escapes))
            || self.custom.as_ref().is_some_and(|custom| custom.rules.suspicious(raw, &custom.scope))
    }

    /// As [`Self::suspicious`], with the places. What `judged` remembers is not judged again.
    pub fn worth(&self, (raw, escapes): (&[u8], Escapes), judged: &Judged) -> Look {
        let look = self.builtin.worth((raw, escapes), judged);
        match &self.custom {
            Some(custom) if custom.rules.suspicious(raw, &custom.scope) => Look { worth: Worth::All, ..look },
            _ => look,
        }
    }

    /// Appends every secret in `text` as it stands (one view; escapes and base64 are the caller's).
    pub fn find(&self, text: &[u8], out: &mut Vec<Finding>) {
        self.builtin.find(text, out);
        if let Some(custom) = &self.custom {
            custom.rules.find(text, &custom.scope, out);
        }
    }

    /// Whether strings under this name are judged by it.
    pub fn may_be_member(&self, key: &[u8]) -> bool {
        !key.is_empty() && (self.custom.is_some() || self.builtin.may_be_member(key))
    }

    /// Judges a string by the name of the member that it is the value of.
    pub fn member(&self, key: &[u8], value: &[u8]) -> Option<Finding> {
        self.builtin.member(key, value).or_else(|| {
            let custom = self.custom.as_ref()?;
            custom.rules.member((key, value), &custom.scope)
        })
    }
}

impl std::ops::Deref for Ruleset {
    type Target = Builtin;

    fn deref(&self) -> &Builtin {
        &self.builtin
    }
}
