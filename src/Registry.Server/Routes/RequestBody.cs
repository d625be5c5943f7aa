using System.Buffers;
using System.IO.Compression;
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

    /// <summary>In which of FHIR's forms the body claims to be, in UTF-8; null when in none. https://hl7.org/fhir/R4/http.html#mime-type</summary>
    public static BodyForm? FormOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)) return null;
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        string? version = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("fhirVersion", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        if (version is not (null or "4.0" or "4.0.1")) return null;
        return type.MediaType?.ToLowerInvariant() switch
        {
            "application/fhir+json" or "application/json" or "text/json" => BodyForm.Json,
            "application/fhir+xml" or "application/xml" or "text/xml" => BodyForm.Xml,
            _ => null,
        };
    }

    /// <summary>Whether the body is compressed in a way that is understood, or not at all. https://www.rfc-editor.org/rfc/rfc9110#section-8.4</summary>
    public static bool IsReadable(HttpRequest request) => EncodingOf(request) is "" or "identity" or "gzip" or "x-gzip" or "br";

    /// <summary>Reads the whole body, and inflates what is compressed.</summary>
    /// <returns>Null when it has more than <paramref name="maxBytes"/> bytes, as sent or inflated: what inflates without end is read no further.</returns>
    /// <exception cref="BadHttpRequestException">It is not compressed as its header says, or is cut short.</exception>
    public static async Task<RequestBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes) return null;
        RequestBody body = new((int)(request.ContentLength ?? 16 * 1024) + 1);
        Stream source = EncodingOf(request) switch
        {
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            _ => request.Body,
        };
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length) body.Grow();
                int read = await source.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (read == 0) return body;
                body._length += read;
                if (body._length > maxBytes)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException && source != request.Body)
        {
            body.Dispose();
            throw new BadHttpRequestException("The body is not compressed as Content-Encoding says.", StatusCodes.Status400BadRequest, fault);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or BadHttpRequestException)
        {
            body.Dispose();
            throw;
        }
        finally
        {
            if (source != request.Body) await source.DisposeAsync();
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }

    private static string EncodingOf(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}

/// <summary>FHIR's two forms.</summary>
internal enum BodyForm
{
    Json,
    Xml,
}
