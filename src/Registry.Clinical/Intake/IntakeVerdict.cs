using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Clinical.Intake;

/// <summary>What the gate says of a document. Only the gate makes one, so what holds an admitted verdict holds content that the policy lets be stored.</summary>
public abstract record IntakeVerdict : IDisposable
{
    private IntakeVerdict()
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Valid, and without what the policy does not take.</summary>
    public sealed record Admitted : IntakeVerdict
    {
        private readonly ResourceDocument? _own;

        internal Admitted(Verdict.Accepted accepted, Findings findings, ResourceDocument sent)
        {
            Document = accepted.Document;
            Findings = findings;
            _own = ReferenceEquals(Document, sent) ? null : Document;
        }

        /// <summary>What may be stored: what was sent, or a form of it from which things were removed. It lives as long as this verdict, and as what was sent.</summary>
        public ResourceDocument Document { get; }

        /// <summary>Warnings, and what was removed.</summary>
        public Findings Findings { get; }

        /// <inheritdoc/>
        public override void Dispose()
        {
            _own?.Dispose();
            base.Dispose();
        }
    }

    /// <summary>At least one error was found.</summary>
    public sealed record Refused : IntakeVerdict
    {
        internal Refused(Findings findings, bool isNotFhir)
        {
            Findings = findings;
            IsNotFhir = isNotFhir;
        }

        /// <summary>Everything that was found.</summary>
        public Findings Findings { get; }

        /// <summary>True when what was sent is not FHIR at all (HTTP 400) rather than against a profile, rule or the policy (422).</summary>
        public bool IsNotFhir { get; }
    }
}
