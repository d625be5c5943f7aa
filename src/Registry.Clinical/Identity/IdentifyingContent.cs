namespace Registry.Clinical.Identity;

/// <summary>What a place may tell of who a person is, and in which words it is told.</summary>
internal enum IdentifyingContent
{
    Name,
    Contact,
    Address,
    Attachment,
    Note,
    Signature,
    Display,
    PersonNumber,
    UnregisteredIdentifier,
    ExtensionText,
    AdditionalNarrative,

    /// <summary>A narrative that repeats the resource's data: it is removed under every policy.</summary>
    RenderedNarrative,

    /// <summary>A pseudonym that is taken although nobody registered its system.</summary>
    UnregisteredPseudonym,
}

/// <param name="Rule">Stable id.</param>
/// <param name="What">What stands there: the subject of a sentence.</param>
/// <param name="Reason">Why it is not taken.</param>
/// <param name="Remedy">What to send instead.</param>
internal sealed record IdentifyingWords(string Rule, string What, string Reason, string Remedy)
{
    private const string Identifying = "identifying";
    private const string Pseudonyms = "The registry keeps pseudonyms only; who a subject is stays at the hospital.";

    /// <summary>The words of each kind, in the order of <see cref="IdentifyingContent"/>.</summary>
    private static readonly IdentifyingWords[] Table =
    [
        new(Identifying, "A person's name (HumanName)", Pseudonyms, "Leave the element out, and name the subject by the pseudonym that your site keeps for the registry, in Patient.identifier."),
        new(Identifying, "A way to reach a person (ContactPoint or ContactDetail)", Pseudonyms, "Leave the element out; your site reaches the subject by the pseudonym that it keeps."),
        new(Identifying, "More of an address than its country", "A place leads to a person, above all with a disease so rare.", "Send Address.country alone, as an ISO 3166 code of two or three letters."),
        new(Identifying, "An attached file or other bytes (Attachment, base64Binary)", "Nobody can look into it before it is stored, and pictures and letters show who a person is.", "Leave the element out, and send what it says as coded elements."),
        new(Identifying, "A note (Annotation)", "It is free text by a person about a person.", "Leave the note out, and send what it says as coded elements."),
        new(Identifying, "A signature (Signature)", "It names who signed.", "Leave the element out."),
        new(Identifying, "The display of a reference", "It is usually a person's name.", "Leave display out, or send it as it is known in your own system; reference or identifier is enough."),
        new(Identifying, "A number that is a person's own, as its type or system says", "By a record, insurance or citizen's number others know the person.", "Send a pseudonym that your site makes for the registry alone, in a registered system; the type ANON fits it. Of a record, send the record's own number."),
        new("pseudonym-system", "An identifier of a person in a system that is not registered for pseudonyms", "An identifier of any other system may be a number by which others know the person.", "Send the pseudonym that your site makes for the registry. If this is one, have the operator add its system to Registry:Intake:PseudonymSystems."),
        new(Identifying, "Free text in an extension that no package of the registry defines", "What it is for is not known here, so nothing keeps names out of it.", "Leave the extension out, or send its content as a code, a number or a date."),
        new("narrative", "A narrative with additional content", "It says more than the resource's data, in words that nobody checks for names.", "Leave text out."),
        new("narrative", "The narrative", "It repeats the resource's data, often under a name.", "Leave text out."),
        new("pseudonym-system", "The identifier's system", "No pseudonym systems are registered here, so it was taken unchecked. A record, insurance or citizen's number must not be sent.", "Send a pseudonym, and have the operator list its system in Registry:Intake:PseudonymSystems before real data is sent."),
    ];

    public static IdentifyingWords Of(IdentifyingContent content) => Table[(int)content];
}
