using Registry.Fhir.Json;

namespace Registry.Clinical.Identity;

/// <summary>Identifiers that lead to a person whatever the sender means by them: by their type, or by a system that is known for it.</summary>
internal static class PersonNumbers
{
    /// <summary>Under which HL7's table 0203 goes: today, before R4, and as an object identifier.</summary>
    private static readonly string[] TypeSystems =
    [
        "http://terminology.hl7.org/CodeSystem/v2-0203", "http://hl7.org/fhir/v2/0203", "urn:oid:2.16.840.1.113883.18.108",
    ];

    /// <summary>Of table 0203, what numbers a person as a patient, a citizen or a customer. https://terminology.hl7.org/CodeSystem-v2-0203.html</summary>
    private static readonly string[] Types =
    [
        "MR", "MRT", "PI", "PT", "PN", "PNT", "PE",                              // Records and numbers of a patient at a source.
        "SS", "NI", "NH", "NII", "NIIP", "IND", "TAX", "SB", "SN", "RR", "PEN",  // Citizens, insured, taxpayers, pensioners.
        "HC", "JHN", "MA", "MC", "MB", "WC", "WCN", "GI", "GN", "XV",            // Health insurance and who pays.
        "PPN", "DP", "DL", "MI", "CZ", "PRC", "VS", "WP", "SP", "VP", "TN",      // Passports, licences, permits.
        "BCT", "BR", "DC", "MCT", "NCT", "CONM", "PC", "PCN",                    // Certificates and registers.
        "BA", "BC", "AM", "DI", "DS", "MS", "VI", "AN",                          // Accounts and cards.
    ];

    /// <summary>NNxxx of table 0203: the national number of the country with the three letters.</summary>
    private const int NationalTypeChars = 5;

    /// <summary>Systems of national numbers that are widely known. A net below the registered systems, and not complete.</summary>
    private static readonly string[] Systems =
    [
        "http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1", "http://hl7.org/fhir/sid/us-medicare", "http://hl7.org/fhir/sid/us-mbi",
        "https://fhir.nhs.uk/Id/nhs-number",
        "http://fhir.de/sid/gkv/kvid-10", "http://fhir.de/NamingSystem/gkv/kvid-10",
        "urn:oid:1.2.250.1.213.1.4.8", "http://fhir.nl/fhir/NamingSystem/bsn",
        "urn:oid:1.2.752.129.2.1.3.1", "http://electronichealth.se/identifier/personnummer", "urn:oid:1.2.208.176.1.2", "urn:oid:2.16.578.1.12.4.1.4.1", "urn:oid:1.2.246.21",
        "http://ns.electronichealth.net.au/id/hi/ihi/1.0", "https://standards.digital.health.nz/ns/nhi-id",
    ];

    /// <summary>Whether a system is known to number persons.</summary>
    public static bool IsKnown(string system) => Array.IndexOf(Systems, system) >= 0;

    /// <summary>Whether an Identifier says by its type or system that it numbers a person.</summary>
    public static bool IsOne(NodeCursor identifier)
    {
        NodeCursor system = identifier["system"];
        foreach (string known in Systems)
        {
            if (system.ValueEquals(known)) return true;
        }

        foreach (NodeCursor coding in identifier["type"]["coding"])
        {
            if (IsPersonsType(coding)) return true;
        }

        return false;
    }

    // A code without a system is read as one of the table's: that is where senders copy it from.
    private static bool IsPersonsType(NodeCursor coding)
    {
        NodeCursor system = coding["system"];
        if (system.Exists && !Array.Exists(TypeSystems, known => system.ValueEquals(known))) return false;
        NodeCursor code = coding["code"];
        foreach (string type in Types)
        {
            if (code.ValueEquals(type)) return true;
        }

        return code.AsString() is { Length: NationalTypeChars } national && national.StartsWith("NN", StringComparison.Ordinal);
    }
}
