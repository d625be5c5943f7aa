using System.Buffers;
using System.Net.Http.Headers;

namespace Registry.Server.Routes;

/// <summary>A request's body in rented memory that is cleared when it is given back: it held patient data.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private RequestBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The bytes, valid until disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Whether the body claims to be FHIR JSON in UTF-8. https://hl7.org/fhir/R4/http.html#mime-type</summary>
    public static bool IsFhirJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && type.MediaType?.ToLowerInvariant() is "application/fhir+json" or "application/json" or "text/json"
        && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the whole body.</summary>
    /// <returns>Null when it has more than <paramref name="maxBytes"/> bytes.</returns>
    public static async Task<RequestBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes) return null;
        RequestBody body = new((int)(request.ContentLength ?? 16 * 1024) + 1);
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length) body.Grow();
                int read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (read == 0) return body;
                body._length += read;
                if (body._length > maxBytes)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or BadHttpRequestException)
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
