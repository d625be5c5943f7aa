using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Validation;

/// <summary>What the validator says of a document. Only the validator makes one, so what holds an accepted verdict holds checked content.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>No error was found.</summary>
    public sealed record Accepted : Verdict
    {
        internal Accepted(ResourceDocument document, Findings findings)
        {
            Document = document;
            Findings = findings;
        }

        /// <summary>The document; still the caller's to dispose of.</summary>
        public ResourceDocument Document { get; }

        /// <summary>Warnings and information.</summary>
        public Findings Findings { get; }
    }

    /// <summary>At least one error was found.</summary>
    public sealed record Refused : Verdict
    {
        internal Refused(Findings findings) => Findings = findings;

        /// <summary>Everything that was found, warnings included.</summary>
        public Findings Findings { get; }

        /// <summary>True when the content is not FHIR at all (HTTP 400) rather than against a profile or rule (422).</summary>
        public bool IsNotFhir => Findings.IsNotFhir;
    }
}
