using Registry.Cohort.Bundles;
using Registry.Cohort.Chance;
using Registry.Cohort.Errors;
using Registry.Cohort.Lives;
using Registry.Cohort.Truth;

namespace Registry.Cohort;

/// <summary>A synthetic cohort of people with FOP and POH: invented lives under a known truth, as transaction bundles that any client could send.</summary>
/// <remarks>
/// Subject n depends on seed, truth, options and n alone, so blocks can be made on any number of threads and are the same bytes.
/// Thread-safe.
/// </remarks>
public sealed class CohortGenerator
{
    private readonly CohortOptions _options;
    private readonly Course _course;
    private readonly CohortTruth _truth;
    private readonly Vocabulary _words;

    /// <param name="options">Which cohort.</param>
    /// <param name="truth">What its lives are drawn from.</param>
    /// <exception cref="InvalidDataException">An option cannot be: see <see cref="CohortOptions.Check"/>.</exception>
    public CohortGenerator(CohortOptions options, CohortTruth truth)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(truth);
        _options = options;
        _truth = truth;
        _course = new Course(truth, options);
        _words = new Vocabulary(options.Canonical.TrimEnd('/'));
    }

    /// <summary>What is made.</summary>
    public CohortOptions Options => _options;

    /// <summary>Every subject, in order.</summary>
    /// <param name="threads">How many blocks are made at once; 1 makes them on the caller's thread.</param>
    /// <remarks>A block is used up before the next is asked for, and disposed by the caller.</remarks>
    public async IAsyncEnumerable<CohortBlock> BlocksAsync(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int count = (_options.Subjects + Limits.BlockSubjects - 1) / Limits.BlockSubjects;
        WorkerPool workers = new(this);
        if (threads == 1)
        {
            for (int block = 0; block < count; block++) yield return workers.Make(block);
            yield break;
        }

        Queue<Task<CohortBlock>> ahead = new();
        int next = 0;
        try
        {
            for (int block = 0; block < count; block++)
            {
                while (next < count && ahead.Count < threads)
                {
                    int number = next++;
                    ahead.Enqueue(Task.Run(() => workers.Make(number)));
                }

                yield return await ahead.Dequeue();
            }
        }
        finally
        {
            // A caller that stops early still owns nothing of these.
            while (ahead.TryDequeue(out Task<CohortBlock>? unused)) (await unused).Dispose();
        }
    }

    internal void Fill(CohortBlock block, int number, Worker worker)
    {
        int first = (number * Limits.BlockSubjects) + 1;
        int last = Math.Min(first + Limits.BlockSubjects - 1, _options.Subjects);
        for (int subject = first; subject <= last; subject++) Add(block, subject, worker);
    }

    private void Add(CohortBlock block, int subject, Worker worker)
    {
        Life life = worker.Life;
        life.Start(_options.Seed, subject);
        SubjectRandom random = new(_options.Seed, subject, Topic.Course);
        _course.Begin(life, random);
        if (life.IsFop) worker.Fop.Live(life, random);
        else worker.Poh.Live(life, random);

        // What is true is written before anything is made wrong.
        TruthWriter.WriteTruth(life, block.TruthBuffer);
        SubjectRandom errors = new(_options.Seed, subject, Topic.Errors);
        InjectedError? error = _options.ErrorRate > 0 && errors.Chance(_options.ErrorRate) ? ErrorCatalogue.Inject(life, errors) : null;
        if (error is not null) TruthWriter.WriteError(life, error, block.ErrorBuffer);

        int start = block.BundleBuffer.WrittenCount;
        worker.Writer.WriteLife(life, block.BundleBuffer);
        block.Add(subject, part: 1, life.Site.Name, error, start);
        if (life.Exit is not Exit.Withdrawal) return;
        start = block.BundleBuffer.WrittenCount;
        worker.Writer.WriteWithdrawal(life, block.BundleBuffer);
        block.Add(subject, part: 2, life.Site.Name, error, start);
    }

    /// <summary>What one thread needs, reused from block to block.</summary>
    internal sealed class Worker(CohortTruth truth, Course course, Vocabulary words) : IDisposable
    {
        public Life Life { get; } = new();

        public FopLife Fop { get; } = new(truth, course);

        public PohLife Poh { get; } = new(truth, course);

        public BundleWriter Writer { get; } = new(words);

        public void Dispose() => Writer.Dispose();
    }

    private sealed class WorkerPool(CohortGenerator generator)
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<Worker> _idle = [];

        public CohortBlock Make(int number)
        {
            if (!_idle.TryTake(out Worker? worker)) worker = new Worker(generator._truth, generator._course, generator._words);
            CohortBlock block = new();
            generator.Fill(block, number, worker);
            _idle.Add(worker);
            return block;
        }
    }
}
