using System.Globalization;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Clinical.Submissions;

/// <summary>Reads what a caller asks for, and objects to what cannot be meant. It reads on after an objection, so that all are told at once.</summary>
internal sealed class SubmissionReader(DispatchTable table, IntakePolicy policy)
{
    private readonly Dictionary<string, int> _entryByFullUrl = new(StringComparer.Ordinal);

    public Objections Objections { get; } = new();

    public IReadOnlyList<SubmittedEntry> Read(NodeCursor root, Interaction interaction) => interaction switch
    {
        Interaction.Transaction => ReadTransaction(root),
        Interaction.Create create => ReadSingle(root, create.Type, create.Type, EntryAction.Create, create.IfNoneExist, null, null),
        Interaction.Update update => ReadSingle(root, update.Type, $"{update.Type}/{update.Id}", EntryAction.Update, null, update.IfMatch, update.IfNoneMatch),
        Interaction.ConditionalUpdate update => ReadSingle(root, update.Type, $"{update.Type}?{update.Criteria}", EntryAction.Update, null, update.IfMatch, update.IfNoneMatch),
        _ => throw new ArgumentOutOfRangeException(nameof(interaction)),
    };

    /// <summary>An entry, or a request of its own, that deletes. Null when its URL cannot be read.</summary>
    public SubmittedEntry? ReadDelete(int index, NodeCursor place, string url, string? ifMatch)
    {
        if (ReadUrl(place, url) is not { } target || IsReadOnly(place, target.Type)) return null;
        if (!IsInDataset(target.Type)) ObjectOutside(place, target.Type);
        IdentifierKey? match = null;
        Condition? condition = null;
        if (target.Id is null && !TryReadCriteria(place, target.Type, target.Query, out match, out condition)) return null;
        return new SubmittedEntry
        {
            Index = index,
            Action = EntryAction.Delete,
            Type = target.Type,
            Id = target.Id,
            Match = match,
            Condition = condition,
            Place = place,
            IfMatch = ReadIfMatch(place, ifMatch),
        };
    }

    private List<SubmittedEntry> ReadTransaction(NodeCursor bundle)
    {
        if (!bundle["resourceType"].ValueEquals("Bundle"))
        {
            Objections.Add(RefusalKind.BadRequest, bundle["resourceType"].Exists ? bundle["resourceType"] : bundle, "bundle-expected", "invalid",
                "This is no Bundle.", "Only a Bundle is posted to the base.", "Send a Bundle of type 'transaction', or post the resource to its own type's URL.");
            return [];
        }

        if (!bundle["type"].ValueEquals("transaction"))
        {
            Objections.Add(RefusalKind.Unprocessable, bundle["type"].Exists ? bundle["type"] : bundle, "bundle-type", "not-supported",
                "This is no Bundle of type 'transaction' or 'batch'.", "Only what says what is to be done with each entry is taken; documents, messages, collections and search results are not stored as such.",
                "Send type 'transaction', so that every entry is stored, or none; or 'batch', so that each is taken by itself. Every entry has a request.");
            return [];
        }

        NodeCursor entries = bundle["entry"];
        if (entries.Count > Limits.BundleEntries)
        {
            Objections.Add(RefusalKind.Unprocessable, entries, "bundle-entries", "too-costly",
                string.Create(CultureInfo.InvariantCulture, $"The bundle has {entries.Count} entries."),
                string.Create(CultureInfo.InvariantCulture, $"At most {Limits.BundleEntries} are taken at once."),
                "Send several smaller transactions, each with the Patient that its resources refer to.");
            return [];
        }

        int index = 0;
        foreach (NodeCursor entry in entries) ReadFullUrl(entry, index++);
        List<SubmittedEntry> read = [];
        index = 0;
        foreach (NodeCursor entry in entries)
        {
            if (ReadEntry(entry, index++) is { } one) read.Add(one);
        }

        return read;
    }

    private void ReadFullUrl(NodeCursor entry, int index)
    {
        NodeCursor fullUrl = entry["fullUrl"];
        if (fullUrl.AsString() is not { } url) return;
        if (_entryByFullUrl.TryAdd(url, index)) return;
        Objections.Add(RefusalKind.BadRequest, fullUrl, "fullurl-duplicate", "duplicate",
            "Two entries have the same fullUrl.", "A reference to it could mean either.", "Give every entry a fullUrl of its own, such as a fresh urn:uuid.");
    }

    private SubmittedEntry? ReadEntry(NodeCursor entry, int index)
    {
        NodeCursor request = entry["request"];
        NodeCursor url = request["url"];
        if (request["method"].AsString() is not { } method || url.AsString() is not { } urlText)
        {
            Objections.Add(RefusalKind.BadRequest, request.Exists ? request : entry, "entry-request", "required",
                "The entry does not say what is to be done.", "An entry of a transaction says it by request.method and request.url.", "Send request.method (POST, PUT, PATCH or DELETE) and request.url.");
            return null;
        }

        bool isRead = method is "GET" or "HEAD";
        // Of a PUT ifNoneMatch says that it may only create.
        foreach (string condition in isRead ? (ReadOnlySpan<string>)["ifMatch", "ifNoneExist"] : method is "PUT" ? ["ifModifiedSince"] : ["ifNoneMatch", "ifModifiedSince"])
        {
            if (request[condition].Exists) ObjectUnsupported(request[condition], $"request.{condition} does not go with {method}.", "Leave it out; ifMatch guards an update, ifNoneMatch and ifModifiedSince a read; ifNoneMatch with an asterisk lets PUT create only.");
        }

        switch (method)
        {
            // Answered after the commit, as a request of its own.
            case "GET" or "HEAD":
                if (!IsBelowBase(urlText)) ObjectUrl(url);
                return null;
            case "DELETE": return ReadDelete(index, url, urlText, request["ifMatch"].AsString());
            case "POST" or "PUT": break;
            default:
                ObjectUnsupported(request["method"], $"Entries with {method} are not taken in a transaction.", "Send GET, HEAD, POST, PUT, PATCH or DELETE entries only.");
                return null;
        }

        if (!entry["resource"].Exists)
        {
            Objections.Add(RefusalKind.BadRequest, entry, "entry-resource", "required", "The entry has no resource.", $"{method} stores one.", "Send entry.resource.");
            return null;
        }

        bool isPost = method is "POST";
        if (isPost && request["ifMatch"].Exists) ObjectUnsupported(request["ifMatch"], "request.ifMatch does not go with POST.", "Leave it out, or send PUT with the id.");
        if (!isPost && request["ifNoneExist"].Exists) ObjectUnsupported(request["ifNoneExist"], "request.ifNoneExist does not go with PUT.", $"Send PUT with the url Type?{Criteria.Form}.");
        return ReadWrite(index, entry["resource"], url, urlText, isPost ? EntryAction.Create : EntryAction.Update, request["ifNoneExist"], request["ifNoneExist"].AsString(), request["ifMatch"].AsString(), request["ifNoneMatch"].AsString(), entry["fullUrl"].AsString());
    }

    private List<SubmittedEntry> ReadSingle(NodeCursor resource, string type, string url, EntryAction action, string? ifNoneExist, string? ifMatch, string? ifNoneMatch)
    {
        if (!resource["resourceType"].ValueEquals(type))
        {
            Objections.Add(RefusalKind.BadRequest, resource["resourceType"], "url-mismatch", "invalid", $"The URL names {type}, the body another resource type.", "What is stored under a URL has its type.", "Send the resource to its own type's URL.");
            return [];
        }

        return ReadWrite(0, resource, resource, url, action, resource, ifNoneExist, ifMatch, ifNoneMatch, null) is { } entry ? [entry] : [];
    }

    private SubmittedEntry? ReadWrite(
        int index, NodeCursor resource, NodeCursor urlPlace, string url, EntryAction action, NodeCursor ifNoneExistPlace, string? ifNoneExist, string? ifMatch, string? ifNoneMatch, string? fullUrl)
    {
        if (ReadUrl(urlPlace, url) is not { } target) return null;
        string type = resource["resourceType"].AsString() ?? "";
        if (!string.Equals(type, target.Type, StringComparison.Ordinal))
        {
            Objections.Add(RefusalKind.BadRequest, urlPlace, "url-mismatch", "invalid", $"The URL names {target.Type}, the resource is a {type}.", "What is stored under a URL has its type.", "Make the two agree.");
            return null;
        }

        if (IsReadOnly(urlPlace, type)) return null;
        bool isNamed = type is not "Patient" || policy.Pseudonyms.HasPseudonym(resource);
        DispatchRow? row = isNamed ? table.Find(resource) : null;
        if (policy.OutsideDataset != IntakeChoice.Keep)
        {
            if (!isNamed) ObjectNameless(resource);
            else if (row is null) ObjectOutside(resource, type);
            if (resource["contained"] is { Exists: true } contained) ObjectContained(contained);
        }

        IReadOnlyList<IdentifierKey> identifiers = ReadIdentifiers(resource, type);
        if (!TryReadTarget(target, action, resource, urlPlace, ifNoneExistPlace, ifNoneExist, out string? id, out IdentifierKey? match, out Condition? condition)) return null;
        if (match is { } wanted && !identifiers.Contains(wanted))
        {
            Objections.Add(RefusalKind.Unprocessable, resource["identifier"].Exists ? resource["identifier"] : resource, "criteria-identifier", "business-rule",
                "The resource does not carry the identifier by which it is matched.",
                "The same request sent again would not find it, and would make a second one.",
                "Put the identifier of the criteria into the resource's identifier list.");
        }

        return new SubmittedEntry
        {
            Index = index,
            Action = action,
            Type = type,
            Id = id,
            Match = match,
            Condition = condition,
            IfMatch = ReadIfMatch(urlPlace, ifMatch),
            MustBeNew = ReadIfNoneMatch(urlPlace, ifNoneMatch),
            Place = urlPlace,
            Resource = resource,
            Row = row,
            Identifiers = identifiers,
            References = ReadReferences(resource, fullUrl),
        };
    }

    private bool TryReadTarget(
        ResourceUrl target, EntryAction action, NodeCursor resource, NodeCursor urlPlace, NodeCursor ifNoneExistPlace, string? ifNoneExist,
        out string? id, out IdentifierKey? match, out Condition? condition)
    {
        (id, match, condition) = (null, null, null);
        if (action == EntryAction.Create)
        {
            if (target.Id is not null || target.Query is not null)
            {
                Objections.Add(RefusalKind.BadRequest, urlPlace, "request-url", "invalid", "The URL of a POST names more than a resource type.", "The registry chooses the id of what is created.", $"Send the url '{target.Type}', or PUT to '{target.Type}/id'.");
                return false;
            }

            return ifNoneExist is null || TryReadCriteria(ifNoneExistPlace, target.Type, ifNoneExist, out match, out condition);
        }

        string? own = resource["id"].AsString();
        if (target.Id is null)
        {
            id = own;
            return TryReadCriteria(urlPlace, target.Type, target.Query, out match, out condition);
        }

        id = target.Id;
        if (string.Equals(own, id, StringComparison.Ordinal)) return true;
        Objections.Add(RefusalKind.BadRequest, resource["id"].Exists ? resource["id"] : resource, "url-mismatch", "invalid",
            own is null ? "The resource has no id." : "The id in the URL is not the resource's.", "A resource that is put under an id carries that id.", "Put the id of the URL into the resource.");
        return false;
    }

    private ResourceUrl? ReadUrl(NodeCursor place, string url)
    {
        if (ResourceUrl.Read(url, policy.BaseUrl) is { IsVersioned: false } read) return read;
        ObjectUrl(place);
        return null;
    }

    // What it names is found out by the route that it takes.
    private bool IsBelowBase(string url) =>
        url.Length > 0 && (!url.Contains("://", StringComparison.Ordinal) || (policy.BaseUrl is { } own && url.StartsWith(own + "/", StringComparison.Ordinal)));

    private void ObjectUrl(NodeCursor place) =>
        Objections.Add(RefusalKind.BadRequest, place, "request-url", "invalid", "The request's URL has none of the forms that are taken.", "It names a resource type, one resource, or one identifier.", $"Send 'Type', 'Type/id' or 'Type?{Criteria.Form}', relative to the base.");

    // One identifier with its system is a key; whether any other search can be run is found out by whoever runs it.
    private bool TryReadCriteria(NodeCursor place, string type, string? query, out IdentifierKey? match, out Condition? condition)
    {
        (match, condition) = (null, null);
        if (query is null)
        {
            Objections.Add(RefusalKind.BadRequest, place, "criteria", "invalid", "The URL names neither an id nor criteria.", "It is open which resource is meant.", $"Send {type}/id, or {type}?{Criteria.Form}.");
            return false;
        }

        if (Criteria.Read(type, query, out IdentifierKey key) is null) match = key;
        else condition = new Condition(type, query);
        return true;
    }

    private VersionCondition? ReadIfMatch(NodeCursor place, string? ifMatch)
    {
        if (ifMatch is null) return null;
        if (VersionCondition.Read(ifMatch) is { } condition) return condition;
        Objections.Add(RefusalKind.BadRequest, place, "if-match", "invalid", "If-Match is no entity tag.", "An update is guarded by the version that the sender has read.", "Send the ETag of the version that was read, such as W/\"3\", several of them with commas between, or *.");
        return null;
    }

    private bool ReadIfNoneMatch(NodeCursor place, string? ifNoneMatch)
    {
        if (ifNoneMatch is null || ifNoneMatch.Trim() is "*") return ifNoneMatch is not null;
        Objections.Add(RefusalKind.BadRequest, place, "if-none-match", "not-supported", "If-None-Match of an update is no asterisk.", "With an asterisk it lets an update only create; with a version it says nothing that an update could mean.", "Send If-None-Match: * to create only, or If-Match with the version that was read.");
        return false;
    }

    private List<IdentifierKey> ReadIdentifiers(NodeCursor resource, string type)
    {
        List<IdentifierKey> identifiers = [];
        foreach (NodeCursor identifier in resource["identifier"])
        {
            if (identifier["system"].AsString() is not { } system || identifier["value"].AsString() is not { } value) continue;
            if (system.Length > Limits.IdentifierChars || value.Length > Limits.IdentifierChars)
            {
                Objections.Add(RefusalKind.Unprocessable, identifier, "identifier-length", "too-long",
                    "The identifier is too long.", string.Create(CultureInfo.InvariantCulture, $"Its system and value have at most {Limits.IdentifierChars} characters each."), "Send a shorter identifier.");
                continue;
            }

            IdentifierKey key = new(type, system, value);
            if (!identifiers.Contains(key)) identifiers.Add(key);
        }

        return identifiers;
    }

    private List<SubmittedReference> ReadReferences(NodeCursor resource, string? fullUrl)
    {
        List<SubmittedReference> references = [];
        Visit(resource);
        return references;

        void Visit(NodeCursor node)
        {
            foreach (NodeCursor child in node)
            {
                if (child.Kind == NodeKind.String)
                {
                    if (node.Kind == NodeKind.Object && child.Name is "reference" && ReadReference(child, fullUrl) is { } reference) references.Add(reference);
                }
                else
                {
                    Visit(child);
                }
            }
        }
    }

    // Null for a reference into the resource itself, and for one that is objected to.
    private SubmittedReference? ReadReference(NodeCursor place, string? fullUrl)
    {
        string text = place.AsString()!;
        if (text.StartsWith('#')) return null;
        if (_entryByFullUrl.TryGetValue(text, out int entry)) return new SubmittedReference(place, entry, null, null);
        ResourceUrl? read = ResourceUrl.Read(text, policy.BaseUrl);
        if (read is { Query: { } query } conditional)
        {
            return TryReadCriteria(place, conditional.Type, query, out IdentifierKey? match, out Condition? condition) ? new SubmittedReference(place, null, null, match, condition) : null;
        }

        if (read is { Id: { } id } relative)
        {
            // A relative reference stands below the base of its own entry's fullUrl: https://hl7.org/fhir/R4/bundle.html#references
            if (BaseOf(fullUrl, relative) is { } sibling && _entryByFullUrl.TryGetValue(sibling, out entry)) return new SubmittedReference(place, entry, null, null);
            return new SubmittedReference(place, null, new ResourceKey(relative.Type, id), null);
        }

        bool isUrn = text.StartsWith("urn:", StringComparison.Ordinal);
        Objections.Add(RefusalKind.Unprocessable, place, "reference-unresolved", "not-found",
            isUrn ? "No entry of the bundle has this fullUrl." : "The reference names nothing that this registry holds.",
            "Nothing is stored that points nowhere.",
            isUrn ? $"Send the resource that is meant in the same bundle under this fullUrl, or refer to a stored one by Type/id or Type?{Criteria.Form}."
                : $"Refer by Type/id or Type?{Criteria.Form} to a resource of your site, or by fullUrl to an entry of the bundle.");
        return null;
    }

    private static string? BaseOf(string? fullUrl, ResourceUrl relative)
    {
        if (fullUrl is null || !fullUrl.StartsWith("http", StringComparison.Ordinal)) return null;
        string[] parts = fullUrl.Split('/');
        return parts.Length < 3 ? null : string.Join('/', parts[..^2]) + $"/{relative.Type}/{relative.Id}";
    }

    private bool IsInDataset(string type) => policy.OutsideDataset == IntakeChoice.Keep || table.Rows.Any(row => string.Equals(row.ResourceType, type, StringComparison.Ordinal));

    // Whatever is kept outside the dataset: a client's ValueSet would stand beside the package's, or in its place.
    private bool IsReadOnly(NodeCursor place, string type)
    {
        if (!PackageResource.Types.Contains(type, StringComparer.Ordinal)) return false;
        Objections.Add(RefusalKind.ReadOnly, place, "conformance-read-only", "not-supported",
            $"{type} resources are those of the loaded packages: they are read and searched, and not written.", "What the registry validates with is what its packages say, and nothing else has the same address.", "Leave it out; an operator loads packages with the setting Registry:Packages.");
        return true;
    }

    private void ObjectNameless(NodeCursor patient) => Objections.Add(RefusalKind.Unprocessable, patient["identifier"].Exists ? patient["identifier"] : patient, "outside-dataset", "required",
        "The Patient has no pseudonym.", "A subject of the dataset is known by an identifier of a registered pseudonym system.", "Send the pseudonym that your site makes for the registry, with its system.");

    private void ObjectContained(NodeCursor contained) => Objections.Add(RefusalKind.Unprocessable, contained, "outside-dataset", "not-supported",
        "The resource contains others.",
        "What is contained is held to none of the registry's profiles, and people are often sent so.",
        "Leave contained out; name people, places and samples by identifier only.");

    private void ObjectOutside(NodeCursor place, string type)
    {
        string[] titles = [.. table.Rows.Where(row => string.Equals(row.ResourceType, type, StringComparison.Ordinal)).Select(row => row.Title)];
        string[] types = [.. table.Rows.Select(row => row.ResourceType).Distinct(StringComparer.Ordinal)];
        string message = titles.Length > 0
            ? $"No {type} of this kind belongs to the dataset, which takes as {type}: {string.Join(", ", titles)}."
            : $"{type} does not belong to the dataset, which takes {string.Join(", ", types)}.";
        NodeCursor at = titles.Length > 0 && place["code"].Exists ? place["code"] : place;
        Objections.Add(RefusalKind.Unprocessable, at, "outside-dataset", "not-supported", message, "The registry keeps only what its dataset names, so that nothing is held without a use.", "Leave it out, or send it with the codes of one of these; a text or display does not decide.");
    }

    private void ObjectUnsupported(NodeCursor place, string message, string remedy) =>
        Objections.Add(RefusalKind.Unprocessable, place, "request-unsupported", "not-supported", message, "It would change what is stored in a way that this registry does not implement, so it is refused rather than ignored.", remedy);
}
