using System.Globalization;
using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>Words for every finding: what is wrong here, why, and what to send instead. Nothing here runs for a valid resource.</summary>
internal ref partial struct ResourceCheck
{
    private const int NamedChoices = 30;
    private const int NamedCodes = 12;

    private readonly void Report(NodeCursor place, Severity severity, Authority authority, string issueType, string rule, string message, string reason, string remedy, string? profile = null)
    {
        if (_findings.IsFull)
        {
            _findings.Omit(severity, authority);
            return;
        }

        TextPosition position = place.Position;
        _findings.Add(new Finding
        {
            Severity = severity,
            Authority = authority,
            IssueType = issueType,
            Rule = rule,
            Message = message,
            Reason = reason,
            Remedy = remedy,
            Expression = place.Expression,
            Line = position.Line,
            Column = position.Column,
            Profile = profile ?? _profile,
        });
    }

    private readonly void Error(NodeCursor place, string issueType, string rule, string message, string reason, string remedy) =>
        Report(place, Severity.Error, OwnAuthority, issueType, rule, message, reason, remedy);

    private readonly Authority OwnAuthority => _profile is null ? Authority.Base : Authority.Profile;

    private readonly string Asker => _profile is null ? "FHIR R4" : "The profile " + _profile;

    private readonly void ReportMissingType(NodeCursor resource) =>
        Report(resource, Severity.Error, Authority.Base, "structure", "fhir-resource-type", "The resource does not say what it is.", "Every resource has a resourceType.", "Add a resourceType, such as \"Observation\".");

    private readonly void ReportUnknownType(NodeCursor type)
    {
        string sent = JsonText.Quote(type.AsString()!);
        Report(type, Severity.Error, Authority.Base, "structure", "fhir-resource-type", $"FHIR R4 has no resource type \"{sent}\".{Spelling.Suggest(sent, _book.ResourceTypes)}", "A resourceType is the name of one of R4's concrete resource types.", "Send the name of an R4 resource type, spelled exactly, such as Patient, Condition, Observation or Bundle.");
    }

    private readonly void ReportUnknownElement(int node, ObjectRules rules)
    {
        NodeCursor element = At(node);
        string sent = JsonText.Quote(element.Name);
        string[] known = [.. rules.Elements.SelectMany(rule => rule.Types.Select(type => type.JsonName))];
        string allowed = string.Join(", ", known.Take(NamedChoices)) + (known.Length > NamedChoices ? ", …" : "");
        Report(element, Severity.Error, Authority.Base, "structure", "fhir-unknown-element", $"{rules.Path} has no element \"{sent}\".{Spelling.Suggest(sent, known)}", "Content that its definition does not name can only stand in an extension.", $"Leave it out, or send one of: {allowed}.");
    }

    private readonly void ReportNoContent(int node) =>
        Error(At(node), "invariant", "ele-1", "Nothing but an id stands here.", "An element has a value or children, and its id is neither.", "Leave it out, or give it content.");

    private readonly void ReportSecondChoice(int node, ElementRule element) =>
        Error(At(node), "structure", "fhir-choice", $"{element.Id} stands here in two types at once.", "A choice has one of its types.", "Send exactly one of them.");

    private readonly void ReportTooMany(int node, ElementRule element, int count) =>
        Error(At(node), "structure", "fhir-cardinality-max", element.Max == 0 ? $"{element.Id} stands here." : $"{element.Id} stands here {Times(count)}.", $"{Asker} {Allows(element.Max)}{Words(element)}.", element.Max == 0 ? "Leave it out." : $"Send no more than {Number(element.Max)}.");

    private readonly void ReportTooFew(int node, ElementRule element, int count) =>
        Error(At(node), "required", "fhir-cardinality-min", count == 0 ? $"{element.Id} is missing." : $"{element.Id} stands here only {Times(count)}.", $"{Asker} asks for it at least {Times(element.Min)}{Words(element)}.", $"Add {JsonNames(element)}{Wanted(element)}.");

    private readonly void ReportMissingSlices(int node, ElementRule element)
    {
        foreach (SliceRule slice in element.Slicing!.Slices)
        {
            if (slice.Min > 0) ReportTooFewInSlice(node, element, slice, 0);
        }
    }

    private readonly void ReportTooFewInSlice(int node, ElementRule element, SliceRule slice, int count) =>
        Error(At(node), "required", "fhir-slice-min", count == 0 ? $"The slice {element.Id}:{slice.Name} is missing." : $"The slice {element.Id}:{slice.Name} stands here only {Times(count)}.", $"{Asker} asks for it at least {Times(slice.Min)}{Quoted(slice.Reason)}.", $"Add an item to {JsonNames(element)} with {Known(slice)}.");

    private readonly void ReportTooManyInSlice(int node, ElementRule element, SliceRule slice, int count) =>
        Error(At(node), "structure", "fhir-slice-max", $"The slice {element.Id}:{slice.Name} stands here {Times(count)}.", $"{Asker} {Allows(slice.Max)}{Quoted(slice.Reason)}.", slice.Max == 0 ? $"Send no item with {Known(slice)}." : $"Send fewer items with {Known(slice)}.");

    private readonly void ReportOutsideSlices(int node, ElementRule element) =>
        Error(At(node), "structure", "fhir-slice-closed", $"This item belongs to no slice of {element.Id}.", $"{Asker} allows in it only its slices.", $"Send an item with {string.Join(", or with ", element.Slicing!.Slices.Select(Known))}.");

    private readonly void ReportNotAtEnd(int node, ElementRule element) =>
        Error(At(node), "structure", "fhir-slice-end", "This item belongs to no slice, and one that does comes after it.", $"{Asker} allows in {element.Id} items of no slice only after those of its slices.", "Move this item to the end.");

    private readonly void ReportSliceOrder(int node, ElementRule element, SliceRule slice) =>
        Error(At(node), "structure", "fhir-slice-order", $"The slice {slice.Name} comes too late.", $"{Asker} asks for the slices of {element.Id} in order.", $"Send them in this order: {string.Join(", ", element.Slicing!.Slices.Select(one => one.Name))}.");

    private readonly void ReportForbiddenType(int node, ElementRule element, TypeRule type) =>
        Error(At(node), "structure", "fhir-type", $"{element.Id} is a {type.Code} here.", $"{Asker} does not allow that type{Words(element)}.", $"Send {JsonNames(element)}.");

    private readonly void ReportShape(int node, ElementRule element, bool wantsArray) =>
        Error(At(node), "structure", wantsArray ? "fhir-array" : "fhir-single", wantsArray ? $"{element.Id} is no JSON array." : $"{element.Id} is a JSON array.", wantsArray ? "It can repeat, so JSON writes it as an array, even when it stands once." : "It cannot repeat, so JSON does not write it as an array.", wantsArray ? "Put the value into square brackets." : "Send the value without square brackets.");

    private readonly void ReportKind(int node, TypeRule type, string wanted) =>
        Error(At(node), "structure", "fhir-json-type", $"This is {Kind(At(node))}.", $"A {type.Code} is {wanted} in JSON.", $"Send {wanted} with the elements of {type.Code}.");

    private readonly void ReportPrimitive(int node, PrimitiveFormat format)
    {
        string type = char.ToLowerInvariant(format.ToString()[0]) + format.ToString()[1..];
        string wanted = PrimitiveFormats.Describe(format);
        Error(At(node), "value", "fhir-primitive-" + type, $"This is not written as a FHIR {type}.", $"FHIR gives every {type} one form, so that all readers read the same.", $"Send {wanted}.");
    }

    private readonly void ReportLength(int node, ElementRule element, int longest) =>
        Error(At(node), "too-long", "fhir-max-length", $"{element.Id} is longer than {Number(longest)} characters.", $"{Asker} allows no more{Words(element)}.", "Shorten it.");

    private readonly void ReportPattern(int node, ElementRule element)
    {
        string wanted = Compact(element.Pattern!.Root.RawBytes);
        bool isFixed = element.Pattern.IsFixed;
        Error(
            At(node),
            "value",
            isFixed ? "fhir-fixed" : "fhir-pattern",
            isFixed ? $"{element.Id} has another value than the fixed one." : $"{element.Id} does not hold what it must hold.",
            isFixed ? $"{Asker} fixes its value{Words(element)}." : $"{Asker} gives a pattern that it has to hold, beside which more may stand{Words(element)}.",
            $"Send {(isFixed ? "exactly" : "at least")} {wanted}.");
    }

    private readonly void ReportBinding(NodeCursor value, BindingRule binding)
    {
        bool isRequired = binding.Strength == BindingStrength.Required;
        if (binding.IsMax)
        {
            Error(value, "code-invalid", "fhir-binding-max", $"{CodeOf(value)} is not in the value set {binding.ValueSet}.", $"{Asker} allows codes beside those that it prefers, but none beyond this set.", $"Send a code from the value set{Examples(binding)}.");
            return;
        }

        Report(
            value,
            isRequired ? Severity.Error : Severity.Warning,
            OwnAuthority,
            "code-invalid",
            isRequired ? "fhir-binding-required" : "fhir-binding-extensible",
            $"{CodeOf(value)} is not in the value set {binding.ValueSet}.",
            $"{Asker} takes this from it {(isRequired ? "without exception" : "wherever one of its codes fits")}.",
            $"Send a code from the value set{Examples(binding)}.");
    }

    private readonly void ReportUnknownBinding(NodeCursor value, BindingRule binding) =>
        Report(
            value,
            Severity.Warning,
            OwnAuthority,
            "not-found",
            "fhir-binding-unchecked",
            $"{CodeOf(value)} could not be checked against the value set {binding.ValueSet}.",
            $"{Asker} takes this from it without exception, and it is not held here, or not whole.",
            "Make sure that the code is in the value set.");

    private readonly void ReportModifierExtension(int node) =>
        Report(At(node), Severity.Error, Authority.Rule, "not-supported", "fhir-modifier-extension", "This modifier extension is not known here.", "It may change the meaning of what holds it, which must not be read without it.", "Send the resource without the modifier extension, if its meaning allows that.");

    private readonly void ReportUnit(NodeCursor code) =>
        Report(code, Severity.Warning, Authority.Base, "code-invalid", "fhir-ucum", $"The code \"{JsonText.Quote(code.AsString()!)}\" is no unit of UCUM.", "The system http://unitsofmeasure.org names the case-sensitive codes of UCUM, and a code must be one of its system's.", "Send a UCUM code, such as mg, mmol/L, 10*9/L, Cel or {score}; a unit's name goes into unit.");

    private readonly void ReportUnknownClaim(NodeCursor claim, ReadOnlySpan<byte> canonical)
    {
        string url = JsonText.Quote(Encoding.UTF8.GetString(canonical));
        if (!_book.Holds(canonical))
        {
            Report(claim, Severity.Warning, Authority.Base, "not-found", "fhir-profile-unknown", $"Nothing was checked against the claimed profile {url}.", "The profile is not held here.", "Leave the claim out, or have the profile's package loaded.");
        }
    }

    private readonly void ReportOtherVersion(NodeCursor claim, Shape shape) =>
        Report(claim, Severity.Warning, Authority.Base, "not-found", "fhir-profile-version", $"The claimed version of the profile is not held here; it was checked against version {JsonText.Quote(shape.Version!)}.", "A claim may name one version of a profile, and versions may ask for different things.", "Claim the profile without a version, or have the package with that version loaded.");

    private readonly void ReportTooManyClaims(NodeCursor claims) =>
        Report(claims, Severity.Error, Authority.Rule, "too-costly", "limit-profile-claims", $"{Number(claims.Count)} profiles are claimed.", $"At most {Number(Limits.ProfileClaims)} are checked, as each costs a run over the resource.", "Claim fewer profiles.");

    private readonly void ReportProfileType(NodeCursor resource, Shape profile, string type) =>
        Report(resource, Severity.Error, Authority.Profile, "structure", "fhir-profile-type", $"This is a {type}.", $"The profile {profile.Canonical} is about {profile.Type}.", "Leave the claim out, or send the type that the profile is about.", profile.Canonical);

    private readonly void ReportResourceType(int node, string[] types) =>
        Error(At(node), "structure", "fhir-type", "A resource of another type stands here.", $"{Asker} allows only {string.Join(" or ", types)}.", $"Send {string.Join(" or ", types)}.");

    private readonly void ReportTarget(NodeCursor literal, TargetRule target, string type) =>
        Error(literal, "structure", "fhir-reference-target", $"The reference leads to {JsonText.Quote(type)}.", $"{Asker} allows it to lead only to {string.Join(" or ", target.Types)}.", $"Refer to {string.Join(" or ", target.Types)}.");

    private readonly void ReportReferenceType(NodeCursor type, string named) =>
        Error(type, "value", "fhir-reference-type", $"The reference leads to {JsonText.Quote(named)}, and its type is another.", "Where a reference has both, they are to be consistent.", $"Send the type {JsonText.Quote(named)}, leave it out, or correct the reference.");

    private readonly void ReportTargetProfile(NodeCursor literal, TargetRule target)
    {
        string wanted = string.Join(" or ", target.Profiles.Select(choice => choice.Profile?.Canonical ?? choice.Type));
        Error(literal, "structure", "fhir-reference-profile", "The resource to which the reference leads does not meet the profile that is asked of it.", $"{Asker} allows a reference only to what meets {wanted}.", $"Correct the target until it meets {wanted}, or refer to another: validated against that profile alone, it is told what it lacks.");
    }

    private readonly void ReportAggregation(NodeCursor literal, TargetRule target, ReferenceAggregation place)
    {
        string wanted = string.Join(" or ", Enum.GetValues<ReferenceAggregation>().Where(one => one != ReferenceAggregation.None && target.Aggregation.HasFlag(one)).Select(Where));
        Error(literal, "structure", "fhir-reference-aggregation", $"The resource to which the reference leads stands {Where(place)}.", $"{Asker} asks that it stand {wanted}.", $"Send it {wanted}.");
    }

    private static string Where(ReferenceAggregation place) => place switch
    {
        ReferenceAggregation.Contained => "inside the resource, in contained",
        ReferenceAggregation.Bundled => "in the same bundle",
        _ => "elsewhere",
    };

    private readonly void ReportVersioning(NodeCursor literal, TargetRule target)
    {
        bool isSpecific = target.Versioning == ReferenceVersioning.Specific;
        Error(literal, "structure", "fhir-reference-version", isSpecific ? "The reference names no version." : "The reference names a version.", $"{Asker} asks for a reference {(isSpecific ? "to one version" : "to whatever version is current")}.", isSpecific ? "Add /_history/ and the version." : "Leave /_history/ and the version out.");
    }

    private readonly void ReportTooManyTrials() =>
        Report(At(0), Severity.Error, Authority.Rule, "too-costly", "limit-profile-trials", "References and slices ask for too many profiles of each other, so that not all could be examined.", $"At most {Number(Limits.ProfileTrials)} times, and {Number(Limits.ProfileNesting)} deep, a resource is held against a profile in one document.", "Send the resources in several documents.");

    private readonly void ReportUnresolved(NodeCursor literal) =>
        Report(literal, Severity.Error, Authority.Rule, "not-found", "fhir-reference-unresolved", "No entry of this transaction has the full URL that this reference names.", "A URN leads nowhere but to an entry of its own bundle.", "Add the entry, or refer to a resource by type and id.");

    private readonly void ReportNotInDocument(NodeCursor literal) =>
        Report(literal, Severity.Error, Authority.Base, "not-found", "fhir-reference-document", "No entry of this document has the full URL to which the reference leads.", "A document holds every resource to which its Composition refers; a relative reference is completed with the base of the Composition's own full URL.", "Add the entry, or correct the reference or the full URLs.");

    private readonly void ReportNoFullUrl(NodeCursor entry) =>
        Report(entry, Severity.Error, Authority.Base, "required", "fhir-fullurl", "The entry has no full URL.", "The entries of a document or a message are identified by their full URLs.", "Add fullUrl, such as a fresh urn:uuid.");

    private readonly void ReportRelativeFullUrl(NodeCursor url) =>
        Report(url, Severity.Error, Authority.Base, "value", "fhir-fullurl", "The full URL is relative.", "A full URL is absolute, so that it names one resource wherever the bundle is read.", "Send the whole URL, or a fresh urn:uuid.");

    private readonly void ReportOtherId(NodeCursor url) =>
        Report(url, Severity.Error, Authority.Base, "invalid", "fhir-fullurl", "The full URL ends with another id than the resource's.", "A full URL that is no UUID or OID agrees with the resource's id.", "Make the two agree.");

    private readonly void ReportNoId(NodeCursor url) =>
        Report(url, Severity.Error, Authority.Base, "invalid", "fhir-fullurl", "The full URL is that of a RESTful server and ends with an id, and the resource has none.", "A full URL that looks like a RESTful server's ends with the resource's id, by which relative references find it.", "Send the resource with that id, or a fresh urn:uuid as its full URL.");

    private readonly void ReportNotContained(NodeCursor literal) =>
        Error(literal, "not-found", "ref-1", "The resource contains no resource with the id that the reference names.", "A reference that begins with # leads to a contained resource.", "Add the resource to contained, or refer to another.");

    private readonly void ReportSameFullUrl(NodeCursor url) =>
        Error(url, "invariant", "bdl-7", "Another entry has the same full URL and version.", "A full URL names one resource.", "Give each entry its own fullUrl.");

    private readonly void ReportRequest(NodeCursor entry, bool asksRequest) =>
        Error(entry, "invariant", "bdl-3", asksRequest ? "The entry has no request." : "The entry has a request.", "The entries of a transaction, a batch or a history have a request, and no others.", asksRequest ? "Add request.method and request.url." : "Leave the request out, or change Bundle.type.");

    private static string JsonNames(ElementRule element) => string.Join(" or ", element.Types.Where(type => !type.IsForbidden).Select(type => type.JsonName).Take(NamedCodes));

    private static string Wanted(ElementRule element) => element.Pattern is null ? "" : " with " + Compact(element.Pattern.Root.RawBytes);

    // The author's own words where there are any, else the standard's few: what the element is for is most of why it is asked for.
    private static string Words(ElementRule element) => Quoted(element.Reason ?? element.Short);

    private static string Quoted(string? words) => words is null ? "" : $" (\"{words.TrimEnd('.')}\")";

    /// <summary>A pattern's JSON on one line.</summary>
    private static string Compact(ReadOnlySpan<byte> json)
    {
        StringBuilder line = new();
        bool isInString = false;
        foreach (char character in Encoding.UTF8.GetString(json))
        {
            // Invariant: patterns are of definitions, whose codes and URLs hold no escaped quotes.
            if (character == '"') isInString = !isInString;
            if (isInString || !char.IsWhiteSpace(character)) line.Append(character);
        }

        return line.ToString();
    }

    private static string Known(SliceRule slice) => slice.Tests.Length == 0 ? "what no other slice takes" : string.Join(" and ", slice.Tests.Select(test =>
    {
        if (test.Alternatives is { } groups) return string.Join(" or ", groups.Select(group => Known(new SliceRule("", group, 0, 0, null, null))));
        string path = test.Path.Length == 0 ? "the value" : string.Join('.', test.Path.Select(step => step.ToString()));
        if (test.Pattern is { } pattern) return $"{path} {Compact(pattern.Root.RawBytes)}";
        if (test.Binding is { } binding) return $"{path} from {binding.ValueSet}";
        if (test.Profiles is { } profiles) return $"{path} that meets {string.Join(" or ", profiles.Select(choice => choice.Profile?.Canonical ?? choice.Type))}";
        return test.Types is { } types ? $"{path} of type {string.Join(" or ", types)}" : $"{path} {(test.IsPresent == true ? "present" : "absent")}";
    }));

    private static string Examples(BindingRule binding)
    {
        if (binding.Codes is not { } codes || codes.CodesBySystem.Count == 0) return "";
        string[] some = [.. codes.CodesBySystem.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Order(StringComparer.Ordinal).Select(code => $"{code} ({pair.Key})")).Take(NamedCodes + 1)];
        return some.Length > NamedCodes ? $", such as {string.Join(", ", some.Take(NamedCodes))}" : $": {string.Join(", ", some)}";
    }

    // Codes are no secret; text and numbers of a patient are.
    private static string CodeOf(NodeCursor value)
    {
        NodeCursor coding = value.Find("coding"u8).Exists ? value.Find("coding"u8)[0] : value;
        if (value.Kind == NodeKind.String) return $"The code \"{JsonText.Quote(value.AsString()!)}\"";
        if (coding.Find("code"u8).AsString() is not { } code) return "A value without a code";
        return coding.Find("system"u8).AsString() is { } system ? $"The code \"{JsonText.Quote(code)}\" of {JsonText.Quote(system)}" : $"The code \"{JsonText.Quote(code)}\", which has no system,";
    }

    private static string Kind(NodeCursor value) => value.Kind switch
    {
        NodeKind.Array => "an array",
        NodeKind.Object => "an object",
        NodeKind.String => "a string",
        NodeKind.Number => "a number",
        _ => "a boolean",
    };

    private static string Allows(int count) => count == 0 ? "does not allow it here" : $"allows it at most {Times(count)}";

    private static string Times(int count) => count switch
    {
        1 => "once",
        _ => Number(count) + " times",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
