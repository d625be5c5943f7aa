using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes;

/// <summary>What Kestrel refuses before there is a request (a request line, header or Host that breaks HTTP/1.1) is answered as an OperationOutcome too.</summary>
/// <remarks>
/// Kestrel answers such a request by itself, with a status and no body, and no middleware sees it. Here, between Kestrel and the socket, that answer is known by its start
/// and by lacking the header that <see cref="Surface"/> gives to each answer of ours. It stands whole at the start of one write. Where TLS ends in this process the bytes
/// are encrypted on this side, so Kestrel's bare answer stays; so it does in HTTP/2, which only TLS brings.
/// </remarks>
internal static class RejectedRequests
{
    /// <summary>Connection middleware.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Middleware { get; } = next => async connection =>
    {
        IDuplexPipe transport = connection.Transport;
        connection.Transport = new Transported(transport.Input, new AnswerWriter(transport.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    /// <summary>The answer to what was refused with a status; null where the bytes are no answer of Kestrel's own.</summary>
    /// <param name="written">What is to be sent, from its start.</param>
    internal static byte[]? Replace(ReadOnlySpan<byte> written)
    {
        if (!written.StartsWith("HTTP/1.1 4"u8) && !written.StartsWith("HTTP/1.1 5"u8)) return null;
        if (written.IndexOf("\r\nX-Content-Type-Options:"u8) >= 0 || !written.EndsWith("\r\n\r\n"u8) || written.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0) return null;
        int status = int.Parse(written.Slice("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        byte[] outcome = OperationOutcome.Write([Explain(status)]);
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\nContent-Type: {AnswerFormat.Default.ContentType}\r\nContent-Length: {outcome.Length}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. outcome];
    }

    /// <summary>What is wrong with a request that broke HTTP's rules, by the status that Kestrel has for it.</summary>
    public static Finding Explain(int status)
    {
        (string code, string message, string remedy) = Texts(status);
        return FhirResults.Objection(status == StatusCodes.Status408RequestTimeout ? "timeout" : "structure", code, message, remedy);
    }

    private static (string Code, string Message, string Remedy) Texts(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => ("http-timeout", "The request did not arrive in time.", "Send its line and headers at once, and its body without long pauses."),
        StatusCodes.Status414UriTooLong => ("http-uri-too-long", $"The request line has more than {Limits.RequestLineBytes} bytes.", "Search by POST to …/_search, with the parameters in the body."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => ("http-headers-too-large", $"The headers are more than {Limits.HeaderCount}, or have more than {Limits.HeaderBytes} bytes.", "Send fewer and shorter headers."),
        StatusCodes.Status505HttpVersionNotsupported => ("http-version", "The registry speaks HTTP/1.0, HTTP/1.1 and, over TLS, HTTP/2.", "Use one of these."),
        _ => ("http-malformed", "The request breaks HTTP's own rules, so it was not read to the end.", "Send line, Host and headers as RFC 9112 has them, and the body whole, with a right Content-Length or chunked, and compressed as Content-Encoding says."),
    };

    private sealed class Transported(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    /// <summary>Passes on what is written; looks at the start of each write.</summary>
    private sealed class AnswerWriter(PipeWriter inner) : PipeWriter
    {
        private Memory<byte> _memory;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            // Invariant: a writer writes to the memory that it was given last, and says then how much.
            if (bytes <= _memory.Length && Replace(_memory.Span[..bytes]) is { } answer)
            {
                // Nothing of the bare answer was passed on yet, so ours takes its place.
                answer.CopyTo(inner.GetMemory(answer.Length));
                inner.Advance(answer.Length);
            }
            else
            {
                inner.Advance(bytes);
            }

            _memory = default;
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
