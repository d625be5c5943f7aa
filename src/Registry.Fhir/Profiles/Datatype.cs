namespace Registry.Fhir.Profiles;

/// <summary>The datatypes that <see cref="Validation.IDatatypeVisitor"/> is led to. https://hl7.org/fhir/R4/datatypes.html</summary>
public enum Datatype : byte
{
    /// <summary>Any other type; the visitor is not led to it, only through it.</summary>
    Other,

    /// <summary>A resource: the outermost, an entry's, or a contained one.</summary>
    Resource,

    /// <summary>string or markdown.</summary>
    Text,

    /// <summary>uri, url, canonical, oid, uuid or id.</summary>
    Link,

    /// <summary>base64Binary.</summary>
    Binary,

    /// <summary>Address.</summary>
    Address,

    /// <summary>Annotation.</summary>
    Annotation,

    /// <summary>Attachment.</summary>
    Attachment,

    /// <summary>ContactDetail.</summary>
    ContactDetail,

    /// <summary>ContactPoint.</summary>
    ContactPoint,

    /// <summary>Contributor.</summary>
    Contributor,

    /// <summary>Extension.</summary>
    Extension,

    /// <summary>HumanName.</summary>
    HumanName,

    /// <summary>Identifier.</summary>
    Identifier,

    /// <summary>Narrative.</summary>
    Narrative,

    /// <summary>Reference.</summary>
    Reference,

    /// <summary>Signature.</summary>
    Signature,
}

internal static class Datatypes
{
    /// <summary>The datatype of a FHIR type name.</summary>
    public static Datatype Of(string type) => type switch
    {
        "Resource" or "DomainResource" => Datatype.Resource,
        "string" or "markdown" => Datatype.Text,
        "uri" or "url" or "canonical" or "oid" or "uuid" or "id" => Datatype.Link,
        "base64Binary" => Datatype.Binary,
        "Address" => Datatype.Address,
        "Annotation" => Datatype.Annotation,
        "Attachment" => Datatype.Attachment,
        "ContactDetail" => Datatype.ContactDetail,
        "ContactPoint" => Datatype.ContactPoint,
        "Contributor" => Datatype.Contributor,
        "Extension" => Datatype.Extension,
        "HumanName" => Datatype.HumanName,
        "Identifier" => Datatype.Identifier,
        "Narrative" => Datatype.Narrative,
        "Reference" => Datatype.Reference,
        "Signature" => Datatype.Signature,
        _ => Datatype.Other,
    };
}
