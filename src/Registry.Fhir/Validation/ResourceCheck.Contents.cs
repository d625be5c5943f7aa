using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>What R4 says of the content of types and resources in words, and has no invariant for. What HL7's own examples break is a warning.</summary>
internal ref partial struct ResourceCheck
{
    private const int Sha1Bytes = 20;

    private void CheckContent(int node, ElementRule element, TypeContent content)
    {
        switch (content)
        {
            case TypeContent.Coding:
                CheckUnit(node);
                CheckCode(At(node));
                break;
            case TypeContent.Quantity:
                CheckUnit(node);
                break;
            case TypeContent.Identifier:
                CheckIdentifier(At(node));
                break;
            case TypeContent.Attachment:
                CheckAttachment(At(node));
                break;
            case TypeContent.Extension:
                CheckExtension(node, element);
                break;
        }
    }

    // Resources that are consistent in themselves in ways that no single element shows.
    private void CheckWhole(NodeCursor resource, string type)
    {
        if (_contained.IsEmpty is false && resource.NodeIndex == _container) CheckContainedIds(resource);
        switch (type)
        {
            case "StructureDefinition":
                CheckStructure(resource);
                break;
            case "SearchParameter":
                CheckExpression(resource.Find("expression"u8));
                break;
            case "CodeSystem":
                CheckCodeSystem(resource);
                break;
            case "ValueSet":
                CheckValueSet(resource);
                break;
            case "Questionnaire":
                CheckQuestionnaire(resource);
                break;
            case "QuestionnaireResponse":
                CheckResponse(resource);
                break;
        }
    }

    // A code is a symbol that its system defines: https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.code
    private readonly void CheckCode(NodeCursor coding)
    {
        NodeCursor system = coding.Find(_book.Known.System);
        NodeCursor code = coding.Find(_book.Known.Code);
        if (system.Kind != NodeKind.String || code.Kind != NodeKind.String || system.IsEscaped || code.IsEscaped || code.TextBytes.Length > CodeChars) return;
        if (SystemOf(system, coding.Find("version"u8)) is not { IsComplete: true } held) return;
        Span<char> chars = stackalloc char[CodeChars];
        if (held.Contains(chars[..Encoding.UTF8.GetChars(code.TextBytes, chars)]) != Membership.Outside) return;
        Report(code, Severity.Error, Authority.Rule, "code-invalid", "fhir-code", $"{CodeOf(coding)} is none of its system's.", "A code is a symbol that its system defines, and this system is held here whole.", "Send a code of the system, spelled exactly, or the system that defines this one.");
    }

    // The version that the coding names, where it is held; without one, the version that counts.
    private readonly CodeSystem? SystemOf(NodeCursor system, NodeCursor version)
    {
        CodeSystem? held = _book.CodeSystem(system.TextBytes);
        if (held is null || !version.Exists || (held.Version is { } current && version.ValueEquals(current))) return held;
        return _book.Definitions.FindCodeSystem($"{held.Url}|{version.AsString()}") is { } named && named.Version is { } own && version.ValueEquals(own) ? named : null;
    }

    // https://hl7.org/fhir/R4/datatypes-definitions.html#Identifier.value
    private readonly void CheckIdentifier(NodeCursor identifier)
    {
        NodeCursor value = identifier.Find("value"u8);
        if (value.Kind != NodeKind.String || value.IsEscaped || !identifier.Find(_book.Known.System).ValueEquals("urn:ietf:rfc:3986"u8)) return;
        if (HasScheme(value.TextBytes)) return;
        Report(value, Severity.Warning, OwnAuthority, "value", "fhir-identifier-uri", "The value is no absolute URI.", "The system urn:ietf:rfc:3986 says that the value is one.", "Send the whole URI, such as urn:uuid:… or urn:oid:…, or the system that gives out such values.");
    }

    // ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":" of RFC 3986, section 3.1.
    private static bool HasScheme(ReadOnlySpan<byte> uri)
    {
        int colon = uri.IndexOf((byte)':');
        if (colon <= 0 || colon == uri.Length - 1 || !char.IsAsciiLetter((char)uri[0])) return false;
        foreach (byte letter in uri[..colon])
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'-' or (byte)'.')) return false;
        }

        return true;
    }

    // https://hl7.org/fhir/R4/datatypes-definitions.html#Attachment.size , #Attachment.hash : both are of the data before base64.
    [SuppressMessage("Security", "CA5350", Justification = "FHIR says SHA-1; the hash tells of loss on the way and protects nothing.")]
    private readonly void CheckAttachment(NodeCursor attachment)
    {
        NodeCursor data = attachment.Find("data"u8);
        NodeCursor size = attachment.Find("size"u8);
        NodeCursor hash = attachment.Find("hash"u8);
        if (data.Kind != NodeKind.String || data.IsEscaped || (!size.Exists && !hash.Exists)) return;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(data.TextBytes.Length));
        try
        {
            if (Base64.DecodeFromUtf8(data.TextBytes, buffer, out _, out int length) != OperationStatus.Done) return; // Reported as a primitive.
            if (size.AsInteger() is { } said && said != length)
            {
                Error(size, "value", "fhir-attachment-size", $"The data has {length.ToString(CultureInfo.InvariantCulture)} bytes.", "The size is the number of bytes of the data before base64.", "Send that number, or leave the size out.");
            }

            Span<byte> calculated = stackalloc byte[Sha1Bytes];
            if (hash.Kind != NodeKind.String || hash.IsEscaped) return;
            SHA1.HashData(buffer.AsSpan(0, length), calculated);
            Span<byte> sent = stackalloc byte[2 * Sha1Bytes];
            bool isSame = hash.TextBytes.Length <= 2 * Sha1Bytes && Base64.DecodeFromUtf8(hash.TextBytes, sent, out _, out int hashBytes) == OperationStatus.Done && sent[..hashBytes].SequenceEqual(calculated);
            if (!isSame) Report(hash, Severity.Warning, OwnAuthority, "value", "fhir-attachment-hash", "The hash is not that of the data.", "It is the SHA-1 of the data before base64, itself in base64, by which a receiver knows that nothing was lost.", "Send the hash of these data, or leave it out.");
        }
        finally
        {
            // They may be a patient's.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // https://hl7.org/fhir/R4/references.html#canonical : a fragment alone names a contained resource.
    private readonly void CheckCanonical(int node)
    {
        NodeCursor canonical = At(node);
        if (canonical.IsEscaped || canonical.TextBytes is not [(byte)'#', _, ..] || _contained.Find(canonical.TextBytes[1..]).Exists) return;
        Report(canonical, Severity.Warning, OwnAuthority, "not-found", "fhir-canonical-contained", "The resource contains no resource with the id that the canonical names.", "A canonical that begins with # leads to a contained resource.", "Add the resource to contained, or send the definition's whole URL.");
    }

    // https://hl7.org/fhir/R4/references.html#contained
    private readonly void CheckContainedIds(NodeCursor container)
    {
        foreach (NodeCursor one in container.Find("contained"u8))
        {
            NodeCursor id = one.Find("id"u8);
            if (id.Kind != NodeKind.String || id.IsEscaped || _contained.Find(id.TextBytes) == one) continue;
            Error(id, "duplicate", "fhir-contained-id", "Another contained resource has the same id.", "References find a contained resource by its id, which is therefore its alone.", "Give each contained resource an id of its own.");
        }
    }
}
