using System.Globalization;
using System.Text.Json;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>streaming [--engine sqlite|postgres] [--bundles 2200] [--rounds 7] [--server FOLDER]</c>: what a real server's memory rises by while it answers a search set and a history of 100 and of
/// 10,000 entries. The rise is the peak of the resident set during the answer, less what it was before; the median of the rounds. Ends with 1 when a large answer takes 32 MB more than a small one.
/// </summary>
internal static class StreamingRun
{
    private const double ToleranceMb = 32;
    private const int Small = 100;
    private const int Large = 10_000;

    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        await using ProofDatabase database = options.Text("engine", "sqlite") == "sqlite" ? ProofDatabase.Sqlite() : await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
        await using ServerProcess server = await ServerProcess.StartAsync(options.Text("server", ProofPaths.OwnBinaries), database.Settings);
        using (LoadClient client = new(server.Address, connections: 8))
        {
            LoadResult sent = await client.ClosedAsync(TimeSpan.FromMinutes(15), options.Number("bundles", 2_200));
            if (sent.Failures > 0) throw new InvalidOperationException($"{sent.Failures} bundles were refused: there would be too little to read.");
        }

        await server.UntilProjectedAsync();
        using HttpClient reader = new() { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
        Console.WriteLine("| answer | entries | MB sent | rise of the resident set, MB |");
        Console.WriteLine("|---|---|---|---|");
        bool isFlat = true;
        foreach ((string name, string path, int page) in ((string, string, int)[])[("search set, one page", "/fhir?_type=Patient,Condition,Observation&_count=", Large), ("history, pages of 1,000", "/fhir/_history?_count=", 1_000)])
        {
            Answer small = await MeasureAsync(server.Id, reader, $"{path}{Small}", Small, options.Number("rounds", 7));
            Answer large = await MeasureAsync(server.Id, reader, $"{path}{page}", Large, options.Number("rounds", 7));
            foreach (Answer answer in (Answer[])[small, large])
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {answer.Entries} | {answer.Bytes / 1e6:F1} | {answer.RiseMb:F1} |"));
            isFlat &= large.RiseMb <= small.RiseMb + ToleranceMb;
        }

        return isFlat ? 0 : 1;
    }

    private static async Task<Answer> MeasureAsync(int process, HttpClient reader, string path, int entries, int rounds)
    {
        List<Answer> answers = [];
        // The first time is for code and pools.
        for (int round = 0; round <= rounds; round++)
        {
            await File.WriteAllTextAsync($"/proc/{process}/clear_refs", "5");
            double before = Status(process, "VmRSS");
            (int read, long bytes) = await ReadAsync(reader, path, entries);
            if (read < entries) throw new InvalidOperationException($"{path} gave {read} entries of {entries}.");
            if (round > 0) answers.Add(new Answer(read, bytes, Status(process, "VmHWM") - before));
        }

        return answers.OrderBy(answer => answer.RiseMb).ElementAt(answers.Count / 2);
    }

    /// <summary>Reads page after page, as far as so many entries, and keeps none of it.</summary>
    private static async Task<(int Entries, long Bytes)> ReadAsync(HttpClient reader, string path, int entries)
    {
        int read = 0;
        long bytes = 0;
        string? next = path;
        while (next is not null && read < entries)
        {
            byte[] page = await reader.GetByteArrayAsync(next);
            bytes += page.Length;
            using JsonDocument bundle = JsonDocument.Parse(page);
            read += bundle.RootElement.GetProperty("entry").GetArrayLength();
            next = bundle.RootElement.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() is "next").Select(link => link.GetProperty("url").GetString()).FirstOrDefault();
        }

        return (read, bytes);
    }

    // In MB. VmHWM is the peak since clear_refs was written to: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
    private static double Status(int process, string name) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;

    private sealed record Answer(int Entries, long Bytes, double RiseMb);
}
