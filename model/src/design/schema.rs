//! What a design is made of: its fields, texts, tables and their names inside the document.
//!
//! Fields follow Open Know-How (interop.md, section 1). Every object named here is made in the first
//! change of a design, so that two peers never make the same one twice. Scalars are strings (and
//! booleans for presence); there are no counters, marks, floats or lists.

/// The version of this layout, kept under `format`.
pub const FORMAT: u64 = 1;
/// A value that is not a long text is at most this long.
pub const VALUE_BYTES_MAX: usize = 16 * 1024;
/// A name in a map (a keyword, the name of an unknown field) is at most this long.
pub const NAME_BYTES_MAX: usize = 128;

pub(crate) const FORMAT_KEY: &str = "format";
pub(crate) const FIELDS_KEY: &str = "fields";
pub(crate) const TEXTS_KEY: &str = "texts";
pub(crate) const SETS_KEY: &str = "sets";
pub(crate) const OTHER_KEY: &str = "other";
pub(crate) const WITHDRAWN_KEY: &str = "withdrawn";
pub(crate) const HERE_KEY: &str = "here";
pub(crate) const ORDER_KEY: &str = "order";
pub(crate) const STEP_TEXT_KEY: &str = "text";

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_doc])* $item,)+ }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$item,)+];

            /// Its name inside the document; never changes.
            pub fn key(self) -> &'static str {
                match self { $(Self::$item => $key,)+ }
            }

            /// The one with that name; `None` for a name that only a newer program knows.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$item),)+ _ => None }
            }
        }
    };
}

names!(
    /// A short value of a design. Two people who change one at the same time see both values.
    Field {
        /// The name (OKH `title`, `name`).
        Name = "name",
        /// What it is for, in a sentence or two (OKH `function`).
        Function = "function",
        /// A [`Kind`], by its key.
        Kind = "kind",
        /// What it is meant to be used for (OKH `intended-use`).
        IntendedUse = "intended-use",
        /// Dangers, shown on top (OKH `health-safety-notice`).
        SafetyNotice = "safety-notice",
        /// SPDX expression of the hardware's licence.
        Licence = "licence",
        /// SPDX expression of the documentation's licence, where it differs.
        DocumentationLicence = "documentation-licence",
        /// SPDX expression of the software's licence, where it differs.
        SoftwareLicence = "software-licence",
        /// The organisation behind it (OKH `organization`).
        Organisation = "organisation",
        /// A web address where it lives (OKH `project-link`, `repo`).
        HomeLink = "home-link",
        /// A web address of its documentation (OKH `documentation-home`).
        DocumentationLink = "documentation-link",
        /// A web address of a package of the release (OKH `archive-download`, `release`).
        ReleaseLink = "release-link",
        /// The version as its authors write it.
        Version = "version",
        /// OTRL-1..6 (OKH `technology-readiness-level`).
        TechnologyReadiness = "technology-readiness",
        /// ODRL-1..4 (OKH `documentation-readiness-level`).
        DocumentationReadiness = "documentation-readiness",
        /// Words for its stage (OKH v1 `development-stage`).
        DevelopmentStage = "development-stage",
        /// The line of the picture among the files, or a web address.
        Picture = "picture",
        /// Whether it has been made, in the words of an imported manifest (OKH v1 `made`).
        Made = "made",
        /// Whether others have made it (OKH v1 `made-independently`).
        MadeIndependently = "made-independently",
        /// Where an imported manifest came from.
        SourceAddress = "source-address",
        /// When the imported manifest was written, as it says (OKH `timestamp`).
        SourceTime = "source-time",
        /// The day the design was begun, as the manifest says (OKH v1 `date-created`).
        DateCreated = "date-created",
        /// The day of its last change, as the manifest says (OKH v1 `date-updated`).
        DateUpdated = "date-updated",
        /// The community it comes from and its conditions, shown before the files.
        Origin = "origin",
        /// Outer width in millimetres.
        Width = "width",
        /// Outer depth in millimetres.
        Depth = "depth",
        /// Outer height in millimetres.
        Height = "height",
        /// Mass in grams.
        Mass = "mass",
    }
);

names!(
    /// A long text of a design. Two people's sentences in one paragraph both stand.
    LongText {
        /// What it is (OKH `description`).
        Description = "description",
        /// How to make it (OKH `making-instructions`).
        Making = "making",
        /// How to use it (OKH `operating-instructions`, `user-manual`).
        Operating = "operating",
        /// How to keep it working (OKH `maintenance-instructions`).
        Maintenance = "maintenance",
        /// How to take it apart in the end (OKH `disposal-instructions`).
        Disposal = "disposal",
        /// How to check it (OKH `quality-instructions`).
        Quality = "quality",
        /// What can go wrong (OKH `risk-assessment`).
        Risk = "risk",
        /// Settings of tools and machines (OKH `tool-settings`).
        ToolSettings = "tool-settings",
        /// What changed between versions.
        ChangeNotes = "change-notes",
    }
);

names!(
    /// Words that belong to a design, each there or not.
    WordSet {
        /// Keywords.
        Keywords = "keywords",
        /// Documentation languages (BCP 47).
        Languages = "languages",
        /// Classes of the Cooperative Patent Classification.
        Cpc = "cpc",
        /// Technology-specific documentation criteria (OKH `tsdc`).
        Tsdc = "tsdc",
        /// Tools that making needs (OKH v1 `tool-list`).
        Tools = "tools",
    }
);

names!(
    /// A table of lines with stable names.
    Table {
        /// The parts list.
        Parts = "parts",
        /// The steps of making it, each with a text of its own.
        Steps = "steps",
        /// References to files.
        Files = "files",
        /// Licensors, contributors, contacts: by [`Column::Role`].
        People = "people",
        /// Parents, variants, standards, translations, attestations, software: by [`Column::Role`].
        Links = "links",
    }
);

names!(
    /// A column of a table.
    Column {
        /// A name or title.
        Name = "name",
        /// An exact decimal above 0, such as `2` or `0.5`.
        Quantity = "quantity",
        /// A unit (`piece`, `kg`, `m`, `l`, `h`, or an OM2 code).
        Unit = "unit",
        /// Where in the design it is used.
        Where = "where",
        /// `made` or `bought`.
        Source = "source",
        /// Who makes it.
        Maker = "maker",
        /// The maker's or supplier's number.
        Number = "number",
        /// Who sells it.
        Supplier = "supplier",
        /// A remark.
        Note = "note",
        /// A design of this commons (its document id) that this part or link is.
        Design = "design",
        /// What may take its place.
        Substitutes = "substitutes",
        /// What it is made of.
        Material = "material",
        /// Mass in grams.
        Mass = "mass",
        /// Minutes of work, a whole number.
        Minutes = "minutes",
        /// Tools of a step.
        Tools = "tools",
        /// Skills of a step.
        Skills = "skills",
        /// Dangers of a step.
        Hazards = "hazards",
        /// Lines of pictures among the files, or their names.
        Images = "images",
        /// What a file, person or link is to the design: see [`FileRole`], [`PersonRole`], [`LinkRole`].
        Role = "role",
        /// Bytes of a file, a whole number.
        Size = "size",
        /// A [`crate::id::FileHash`]; empty when the file is only at its source, not on this computer.
        File = "file",
        /// A web address.
        Url = "url",
        /// The media type of a file.
        Media = "media",
        /// The path of a file inside its package.
        Path = "path",
        /// The organisation of a person.
        Affiliation = "affiliation",
        /// An e-mail address, only with consent.
        Email = "email",
        /// Who published a standard.
        Publisher = "publisher",
        /// The exact reference of a standard, certificate or release.
        Reference = "reference",
        /// The language of a translation (BCP 47).
        Language = "language",
        /// A parent's share of a fee, `p/q`.
        Weight = "weight",
    }
);

names!(
    /// What a design is.
    Kind {
        /// A machine or tool.
        Machine = "machine",
        /// A part.
        Part = "part",
        /// A building.
        Building = "building",
        /// A seed line or breed.
        SeedLine = "seed-line",
        /// A protocol: a way of doing something.
        Protocol = "protocol",
        /// A recipe.
        Recipe = "recipe",
        /// Software.
        Software = "software",
    }
);

names!(
    /// What a file is to the design (OKH `source`, `export`, `auxiliary`, ...).
    FileRole {
        /// Made for editing.
        Source = "source",
        /// Made from a source, for making or viewing.
        Export = "export",
        /// Anything else.
        Auxiliary = "auxiliary",
        /// A picture.
        Image = "image",
        /// For the user.
        Manual = "manual",
        /// For the maker.
        Instructions = "instructions",
        /// A parts list.
        Bom = "bom",
        /// A drawing of circuits.
        Schematic = "schematic",
        /// A program.
        Software = "software",
        /// A risk assessment.
        Risk = "risk",
    }
);

names!(
    /// What a person is to the design.
    PersonRole {
        /// Gives the licence.
        Licensor = "licensor",
        /// Worked on it.
        Contributor = "contributor",
        /// Answers questions.
        Contact = "contact",
        /// Wrote the manifest.
        ManifestAuthor = "manifest-author",
    }
);

names!(
    /// What a linked thing is to the design.
    LinkRole {
        /// This design was made from it (OKH `derivative-of`, `fork-of`).
        Parent = "parent",
        /// This design is a variant of it (OKH `variant-of`).
        Variant = "variant",
        /// A design that is part of this one (OKH `sub`).
        SubDesign = "sub-design",
        /// The original of this translation (OKH `documentation-is-translation`).
        TranslationOf = "translation-of",
        /// A standard that was used.
        Standard = "standard",
        /// A certificate or attestation.
        Attestation = "attestation",
        /// Software that belongs to it.
        Software = "software",
        /// Anything else.
        Other = "other",
    }
);

impl Table {
    /// Its columns, in the order in which they are shown.
    pub fn columns(self) -> &'static [Column] {
        use Column::*;
        match self {
            Self::Parts => &[
                Name,
                Quantity,
                Unit,
                Where,
                Source,
                Maker,
                Number,
                Supplier,
                Url,
                Design,
                Substitutes,
                Material,
                Mass,
                Images,
                Note,
            ],
            Self::Steps => &[Name, Minutes, Tools, Skills, Hazards, Images, Note],
            Self::Files => &[Name, Role, Path, Size, File, Url, Media, Note],
            Self::People => &[Name, Role, Affiliation, Email, Url, Note],
            Self::Links => &[
                Name, Role, Url, Design, Publisher, Reference, Language, Weight, Note,
            ],
        }
    }
}
