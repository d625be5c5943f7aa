using Registry.Fhir.Json;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;

namespace Registry.Clinical.Identity;

/// <summary>A place that tells, or may tell, who a person is.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Going">What has to go so that it tells no longer: the place, or the part that is nothing without it.</param>
/// <param name="Content">What it is.</param>
/// <param name="IsModifier">True inside a modifier extension, which cannot go without changing what is said.</param>
internal readonly record struct IdentifyingPlace(NodeCursor Place, NodeCursor Going, IdentifyingContent Content, bool IsModifier);

/// <summary>Finds them by datatype, wherever R4 lets a datatype stand. No list of paths: what is new in a resource type is found too.</summary>
internal struct IdentifyingScan(PseudonymSystems pseudonyms, OwnExtensions extensions) : IDatatypeVisitor
{
    // The context below a place: flags, and above them the number + 1 of the own extension whose parts stand there.
    private const int Person = 1;         // An identifier here is a person's.
    private const int Foreign = 2;        // In an extension that no package of the registry's defines,
    private const int Unknown = 4;        // nor anybody else.
    private const int Modifier = 8;
    private const int OwnShift = 8;
    private const int Inherited = Foreign | Unknown | Modifier;
    private const int CountryChars = 3;

    private static readonly string[] Persons = ["Patient", "Person", "RelatedPerson"];
    private static readonly string[] StaffAndOrganizations = ["Practitioner", "PractitionerRole", "Organization", "CareTeam"];
    private static readonly string[] AddressParts = ["text", "line", "city", "district", "state", "postalCode"];
    private static readonly string[] AddressShadows = ["_text", "_line", "_city", "_district", "_state", "_postalCode"];

    /// <summary>What was found, in document order; null when nothing was.</summary>
    public List<IdentifyingPlace>? Found { get; private set; }

    public int Enter(NodeCursor value, in DatatypePlace place)
    {
        switch (place.Datatype)
        {
            case Datatype.Resource:
                return (place.Context & Modifier) | (IsPerson(value["resourceType"]) ? Person : 0);
            case Datatype.Extension:
                return EnterExtension(value, place);
            case Datatype.Text or Datatype.Link:
                return (place.Context & Foreign) == 0 ? place.Context : EnterText(value, place);
            case Datatype.Reference:
                Add(value["display"], IdentifyingContent.Display, place);
                Add(value["_display"], IdentifyingContent.Display, place);
                return (place.Context & Inherited) | (IsToPerson(value, place) ? Person : 0);
            case Datatype.Identifier:
                return EnterIdentifier(value, place);
            case Datatype.Address:
                return EnterAddress(value, place);
            case Datatype.Narrative:
                bool isAdditional = !(value["status"] is var status && (status.ValueEquals("generated") || status.ValueEquals("extensions") || status.ValueEquals("empty")));
                return Leave(value, isAdditional ? IdentifyingContent.AdditionalNarrative : IdentifyingContent.RenderedNarrative, place);
            case Datatype.HumanName:
                return Leave(value, IdentifyingContent.Name, place, PersonOf(value, place));
            case Datatype.ContactPoint:
                return Leave(value, IdentifyingContent.Contact, place, PersonOf(value, place));
            case Datatype.ContactDetail or Datatype.Contributor:
                return Leave(value, IdentifyingContent.Contact, place);
            case Datatype.Attachment or Datatype.Binary:
                return Leave(value, IdentifyingContent.Attachment, place);
            case Datatype.Annotation:
                return Leave(value, IdentifyingContent.Note, place);
            case Datatype.Signature:
                return Leave(value, IdentifyingContent.Signature, place);
            default:
                return place.Context;
        }
    }

    private int EnterExtension(NodeCursor extension, in DatatypePlace place)
    {
        int flags = (place.Context & Modifier) | (place.Element is "modifierExtension" ? Modifier : 0);
        int holder = (place.Context >> OwnShift) - 1;
        if (holder >= 0 && extensions.HasPart(holder, extension)) return (place.Context & ~Inherited) | flags;
        int own = extensions.Find(extension);
        if (own >= 0) return ((own + 1) << OwnShift) | flags;
        // The parts of an extension that HL7 defines have names that mean something in it alone.
        bool isDefined = (place.Context & (Foreign | Unknown)) == Foreign || extensions.IsDefined(extension);
        return Foreign | Person | (isDefined ? 0 : Unknown) | flags;
    }

    private int EnterText(NodeCursor value, in DatatypePlace place)
    {
        if (place is { Owner: "Extension", Element: "value[x]" })
        {
            // Without its value an extension says nothing, and may not stand: it goes as a whole, and once.
            return value.Name is ['_', .. string plain] && value.Parent[plain].Exists ? -1 : Leave(value.Parent, IdentifyingContent.ExtensionText, place);
        }

        // R4 gives these two the type string, and they hold a unit and an address.
        bool isFreeText = place is { Datatype: Datatype.Text, Element: not ("unit" or "reference") } && (place.Context & Unknown) != 0;
        return isFreeText ? Leave(value, IdentifyingContent.ExtensionText, place) : place.Context;
    }

    private int EnterIdentifier(NodeCursor identifier, in DatatypePlace place)
    {
        if (PersonNumbers.IsOne(identifier)) return Leave(identifier, IdentifyingContent.PersonNumber, place);
        if ((place.Context & Person) == 0 || pseudonyms.IsRegistered(identifier)) return place.Context & Inherited;
        if (!pseudonyms.TakesOthers || !identifier["system"].Exists) return Leave(identifier, IdentifyingContent.UnregisteredIdentifier, place);
        Add(identifier["system"], IdentifyingContent.UnregisteredPseudonym, place);
        return place.Context & Inherited;
    }

    // Its country is a fact of the dataset; of an address without one nothing is.
    private int EnterAddress(NodeCursor address, in DatatypePlace place)
    {
        if (!IsCountryCode(address["country"])) return Leave(address, IdentifyingContent.Address, place);
        foreach (string part in AddressParts) Add(address[part], IdentifyingContent.Address, place);
        foreach (string part in AddressShadows) Add(address[part], IdentifyingContent.Address, place);
        return place.Context;
    }

    private static bool IsCountryCode(NodeCursor country) =>
        country.Kind == NodeKind.String && country.RawBytes is { Length: > CountryChars and <= CountryChars + 2 } quoted && !quoted[1..^1].ContainsAnyExcept(Letters);

    private static readonly System.Buffers.SearchValues<byte> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // What a reference says of itself counts first, then where R4 lets it lead. Where staff or an organisation may be meant, an identifier is read as theirs.
    private static bool IsToPerson(NodeCursor reference, in DatatypePlace place)
    {
        if (reference["type"] is { Exists: true } type) return IsPerson(type);
        if (reference["reference"] is { Kind: NodeKind.String } literal && TypeOf(literal.RawBytes[1..^1]) is { IsEmpty: false } named)
        {
            return named.SequenceEqual("Patient"u8) || named.SequenceEqual("Person"u8) || named.SequenceEqual("RelatedPerson"u8);
        }

        if (place.Targets.IsEmpty) return true;
        return place.Targets.ContainsAny(Persons) && !place.Targets.ContainsAny(StaffAndOrganizations);
    }

    // Type/id, also at the end of a URL; empty for a URN and for what is contained.
    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> reference)
    {
        int query = reference.IndexOf((byte)'?');
        if (query >= 0) return reference[..query];
        int id = reference.LastIndexOf((byte)'/');
        return id < 0 ? default : reference[..id][(reference[..id].LastIndexOf((byte)'/') + 1)..];
    }

    // A part of a resource with a name or a telephone of its own is about somebody else: a guardian, a contact of an organisation.
    private static NodeCursor PersonOf(NodeCursor value, in DatatypePlace place)
    {
        if (!place.Owner.Contains('.', StringComparison.Ordinal)) return value;
        return value.Parent.Kind == NodeKind.Array ? value.Parent.Parent : value.Parent;
    }

    private static bool IsPerson(NodeCursor type)
    {
        foreach (string person in Persons)
        {
            if (type.ValueEquals(person)) return true;
        }

        return false;
    }

    private int Leave(NodeCursor value, IdentifyingContent content, in DatatypePlace place, NodeCursor going = default)
    {
        Add(value, content, place, going);
        return -1;
    }

    private void Add(NodeCursor value, IdentifyingContent content, in DatatypePlace place, NodeCursor going = default)
    {
        if (value.Exists) (Found ??= []).Add(new IdentifyingPlace(value, going.Exists ? going : value, content, (place.Context & Modifier) != 0));
    }
}
