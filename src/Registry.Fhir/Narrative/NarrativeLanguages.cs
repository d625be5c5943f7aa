namespace Registry.Fhir.Narrative;

/// <summary>What a narrative says of its languages: on its root, and on the divs right below it, which are its language sections.</summary>
/// <remarks>https://hl7.org/fhir/R4/narrative.html , https://hl7.org/fhir/extensions/StructureDefinition-narrative-language-control.html</remarks>
internal record struct NarrativeLanguages
{
    /// <summary>How many sections have a language.</summary>
    public int Sections;

    /// <summary>Whether one of them has the language that was asked about.</summary>
    public bool IsSectionWanted;

    /// <summary>Whether the root has a language.</summary>
    public bool HasRoot;

    /// <summary>Whether it is the one that was asked about.</summary>
    public bool IsRootWanted;
}
