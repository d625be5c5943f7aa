namespace Registry.Analytics.Reports;

/// <summary>A report that can be asked for.</summary>
public sealed class ReportDefinition
{
    internal ReportDefinition(
        string name, string title, FactKinds facts, IReadOnlyList<string> fields, Func<Cohort, ReportRequest, ReportBody> compute, params IReadOnlyList<ReportParameter> parameters)
    {
        Name = name;
        Title = title;
        Facts = facts;
        EventFields = fields;
        Parameters = [.. ReportParameter.Common, .. parameters];
        Compute = compute;
    }

    /// <summary>Its name in the URL.</summary>
    public string Name { get; }

    /// <summary>What it shows, in a line.</summary>
    public string Title { get; }

    /// <summary>Fields of events that its numbers come from, as <c>FlareUpReported.Trigger</c>, beside those that every report reads (<see cref="CommonEventFields"/>).</summary>
    public IReadOnlyList<string> EventFields { get; }

    /// <summary>Fields that every report reads: who the subject is, when it entered, consent, links, and what the filters look at.</summary>
    public static IReadOnlyList<string> CommonEventFields { get; } =
    [
        "SubjectEnrolled.Header.Occurred", "SubjectEnrolled.Demographics", "SubjectUpdated.Header.Occurred", "SubjectUpdated.Demographics", "SubjectWithdrawn.Header",
        "ConsentChanged.Scope", "ConsentChanged.IsPermitted", "SubjectsLinked.Other", "SubjectsUnlinked.Other", "FactRetracted.RetractedType",
        "DiagnosisRecorded.Disease", "DiagnosisRecorded.Verification",
        "VariantReported.Gene", "VariantReported.CodingHgvs", "VariantReported.ProteinHgvs", "VariantReported.Presence", "VariantReported.ParentalAllele", "VariantReported.ConsequenceClass",
    ];

    /// <summary>What it can be asked for.</summary>
    public IReadOnlyList<ReportParameter> Parameters { get; private init; }

    /// <summary>The diseases of which it speaks.</summary>
    internal IReadOnlyList<string> Diseases { get; private init; } = [];

    /// <summary>Its tables over an empty registry: their names and columns are those of every registry.</summary>
    internal IReadOnlyList<ReportTable> TablesOfNobody() => OfNobody().Tables;

    internal ReportBody OfNobody() => Compute(Cohort.OfNobody, ReportRequest.Everything(this));

    /// <summary>The facts that it reads.</summary>
    internal FactKinds Facts { get; }

    /// <summary>The report as a pure function of the registry at a cut.</summary>
    internal Func<Cohort, ReportRequest, ReportBody> Compute { get; }

    /// <summary>The same over some diseases; those are what its parameter for one takes.</summary>
    internal ReportDefinition Over(IReadOnlyList<string> diseases) => new(
        Name, Title, Facts, EventFields, Compute,
        [.. Parameters.Skip(ReportParameter.Common.Count)])
    {
        Diseases = diseases,
        Parameters = [.. Parameters.Select(parameter => parameter == ReportParameter.Disease ? parameter with { Values = diseases } : parameter)],
    };
}

/// <summary>A disease that the registry is for.</summary>
/// <param name="Key">Its name in events, such as <c>FOP</c>.</param>
/// <param name="Reports">Names of the reports in which it stands.</param>
public sealed record ReportDisease(string Key, IReadOnlyList<string> Reports);

/// <summary>What a report's own function makes; the catalogue adds name, cut and filters.</summary>
internal sealed record ReportBody
{
    internal required IReadOnlyList<string> Definitions { get; init; }

    internal required IReadOnlyList<string> Warnings { get; init; }

    internal required IReadOnlyList<ReportCount> Imputed { get; init; }

    internal required IReadOnlyList<ReportCount> Excluded { get; init; }

    internal required IReadOnlyList<ReportTable> Tables { get; init; }
}
