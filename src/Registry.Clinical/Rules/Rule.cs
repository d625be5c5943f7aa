using Registry.Clinical.Events;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>A rule over all that is known of one person.</summary>
/// <param name="Id">Stable id: domain.md, 7.2. The parts of a rule of several parts have a letter after it.</param>
/// <param name="Version">From 1; raised when the rule judges otherwise than before, so that a finding says which version found it.</param>
/// <param name="Title">What it asks, for a coordinator: one clause.</param>
/// <param name="Category">Kahn 2016, with the subcategory after a slash: domain.md, 6.4.</param>
/// <param name="AcrossSites">What is said when the other half comes from elsewhere: which things disagree, without value, date or site.</param>
/// <param name="Find">Every place where the person's facts break it.</param>
internal sealed record Rule(string Id, int Version, string Title, string Category, string AcrossSites, Func<PersonFacts, RuleBasis, IEnumerable<Violation>> Find);

/// <summary>One place where a rule is broken.</summary>
/// <param name="Severity">Error, warning or information.</param>
/// <param name="Message">What disagrees.</param>
/// <param name="Reason">Why that cannot be.</param>
/// <param name="Remedy">What to send instead.</param>
/// <param name="Evidence">The facts that together break it; the first one that is new gives the place.</param>
internal sealed record Violation(Severity Severity, string Message, string Reason, string Remedy, IReadOnlyList<Evidence> Evidence)
{
    /// <summary>What makes it a matter of the person's safety rather than of the data; null for what is not.</summary>
    public SafetyConcern? Concern { get; init; }
}

/// <summary>A danger to a person, which is told as <see cref="Contracts.Events.SafetyConcernRaised"/> for as long as it rests on something.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Ground">The fact that tells of it.</param>
internal sealed record SafetyConcern(string Kind, LiveFact Ground);

/// <summary>A fact on which a violation rests.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Element">Where in the resource it says so.</param>
internal sealed record Evidence(LiveFact Fact, FactElement Element);

/// <summary>An element of the resource that states a fact.</summary>
/// <param name="Path">Its FHIRPath below the resource, without a value of anybody: <c>Patient.birthDate</c> is <c>birthDate</c>.</param>
/// <param name="Find">The element in a resource; missing when it is not there.</param>
internal sealed record FactElement(string Path, Func<NodeCursor, RegistryCodes, NodeCursor> Find);
