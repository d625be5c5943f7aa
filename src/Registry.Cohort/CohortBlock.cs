using System.Buffers;
using Registry.Cohort.Errors;

namespace Registry.Cohort;

/// <summary>One bundle of a cohort.</summary>
/// <param name="Subject">Number of the subject, from 1.</param>
/// <param name="Part">1, or 2 for a withdrawal that follows.</param>
/// <param name="Site">The site that sends it.</param>
/// <param name="MayBeRefused">An error was put into it that a rule or profile refuses.</param>
/// <param name="Json">The transaction bundle, UTF-8. Valid until the block is disposed.</param>
public readonly record struct CohortBundle(int Subject, int Part, string Site, bool MayBeRefused, ReadOnlyMemory<byte> Json);

/// <summary>Some subjects in a row: their bundles, what is true of them, and the errors that were injected. Its memory is pooled; dispose of it.</summary>
public sealed class CohortBlock : IDisposable
{
    private readonly List<(int Subject, int Part, string Site, bool MayBeRefused, int Start, int End)> _bundles = [];

    internal PooledBuffer BundleBuffer { get; } = new();

    internal PooledBuffer TruthBuffer { get; } = new();

    internal PooledBuffer ErrorBuffer { get; } = new();

    /// <summary>The bundles, in the order of subjects and parts.</summary>
    public IEnumerable<CohortBundle> Bundles
    {
        get
        {
            foreach ((int subject, int part, string site, bool mayBeRefused, int start, int end) in _bundles)
            {
                yield return new CohortBundle(subject, part, site, mayBeRefused, BundleBuffer.WrittenMemory[start..end]);
            }
        }
    }

    /// <summary>How many subjects.</summary>
    public int SubjectCount => _bundles.Count(bundle => bundle.Part == 1);

    /// <summary>What is true of each, one JSON object a line.</summary>
    public ReadOnlyMemory<byte> Truth => TruthBuffer.WrittenMemory;

    /// <summary>What was made wrong, one JSON object a line; empty when nothing was.</summary>
    public ReadOnlyMemory<byte> Errors => ErrorBuffer.WrittenMemory;

    /// <inheritdoc/>
    public void Dispose()
    {
        BundleBuffer.Dispose();
        TruthBuffer.Dispose();
        ErrorBuffer.Dispose();
    }

    internal void Add(int subject, int part, string site, InjectedError? error, int start) =>
        _bundles.Add((subject, part, site, error is { IsError: true }, start, BundleBuffer.WrittenCount));

    /// <summary>A growing buffer out of the shared pool.</summary>
    internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
    {
        private byte[] _bytes = [];

        public int WrittenCount { get; private set; }

        public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, WrittenCount);

        public void Advance(int count) => WrittenCount += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Grow(Math.Max(sizeHint, 1));
            return _bytes.AsMemory(WrittenCount);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public void Dispose()
        {
            if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            WrittenCount = 0;
        }

        private void Grow(int more)
        {
            if (_bytes.Length - WrittenCount >= more) return;
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_bytes.Length * 2, 1 << 16), WrittenCount + more));
            WrittenMemory.CopyTo(larger);
            if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
