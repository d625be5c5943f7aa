using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Store.Receipts;

/// <summary>A request that its sender may send again: under which key, and what it asked for.</summary>
/// <remarks>Only digests of it are stored. The second one covers the scope too, so that two scopes with one key digest are told apart and never answer for each other.</remarks>
public sealed class Receipt
{
    private Receipt(string site, byte[] key, byte[] request)
    {
        Site = site;
        Key = key;
        Request = request;
    }

    internal string Site { get; }

    /// <summary>128 bits of site, client, route and key.</summary>
    internal byte[] Key { get; }

    /// <summary>SHA-256 of the same, the conditions and the body.</summary>
    internal byte[] Request { get; }

    /// <summary>Names a request.</summary>
    /// <param name="caller">Who sends it: a key means nothing to another client or site.</param>
    /// <param name="route">Method and path, such as <c>PUT /Patient/p1</c>: a key means nothing on another route.</param>
    /// <param name="key">What the sender calls it.</param>
    /// <param name="conditions">What else decides on its meaning: query and conditional headers, in one order.</param>
    /// <param name="body">Its bytes; empty for a deletion.</param>
    public static Receipt For(Caller caller, string route, string key, IReadOnlyCollection<string?> conditions, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(conditions);
        byte[] scope = Digest.Of(caller.Site.Value, caller.ClientId, route, key);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string? part in (string?[])[caller.Site.Value, caller.ClientId, route, key, .. conditions]) Append(hash, part);
        hash.AppendData(body);
        return new Receipt(caller.Site.Value, scope, hash.GetHashAndReset());
    }

    // Each part is led by its length, -1 for one that is missing, so that no two lists of parts read alike.
    private static void Append(IncrementalHash hash, string? part)
    {
        byte[] bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

/// <summary>A receipt to keep with the commit that it is for.</summary>
/// <param name="Receipt">The request.</param>
/// <param name="Answer">What it was answered, without its time, which the commit gives, and without any resource's body.</param>
/// <param name="Subjects">Whom the answer is about, so that erasing one of them finds it.</param>
public sealed record ReceiptWrite(Receipt Receipt, ReadOnlyMemory<byte> Answer, IReadOnlyCollection<SubjectId> Subjects);

/// <summary>What is kept under a request's key.</summary>
public abstract record ReceiptFound
{
    private ReceiptFound()
    {
    }

    /// <summary>The same request, committed before.</summary>
    /// <param name="Answer">As it was written.</param>
    /// <param name="RecordedMs">When it was committed, milliseconds since 1970-01-01 UTC.</param>
    public sealed record Same(ReadOnlyMemory<byte> Answer, long RecordedMs) : ReceiptFound;

    /// <summary>Another request.</summary>
    public sealed record Other : ReceiptFound;
}
