using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>read [--engine sqlite|postgres] [--connections 8] [--seconds 5] [--rounds 5] [--people 200]</c>: read by id against an empty endpoint that answers the same bytes from memory, each a process
/// of its own, asked in turns by one load generator in a closed loop. Prints requests/s, CPU a request of the process that answers, and the share of the budget in design section 7.
/// </summary>
/// <remarks>Rounds alternate, so that what else runs on the machine meets both; the share is of the sums. CPU is what can be trusted on a shared machine.</remarks>
internal static class ReadRun
{
    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        int connections = options.Number("connections", 8);
        TimeSpan time = TimeSpan.FromSeconds(options.Number("seconds", 5));
        await using ProofDatabase database = options.Text("engine", "sqlite") == "sqlite" ? ProofDatabase.Sqlite() : await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
        await using ServerProcess server = await ServerProcess.StartAsync(options.Text("server", ProofPaths.OwnBinaries), database.Settings);
        using (LoadClient load = new(server.Address, connections)) await load.ClosedAsync(TimeSpan.FromSeconds(120), options.Number("people", 200));
        await server.UntilProjectedAsync();
        using HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false });
        Uri[] resources = await AddressesAsync(http, server.Address);
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, await http.GetByteArrayAsync(resources[0]));
        using Process empty = StartEmpty(file, out Uri emptyAddress);
        try
        {
            Uri[] same = [emptyAddress];
            await AskAsync(http, resources, connections, TimeSpan.FromSeconds(3));
            await AskAsync(http, same, connections, TimeSpan.FromSeconds(3));
            (int Requests, double Seconds, double CpuMs) read = default, from = default;
            Console.WriteLine("| round | read/s | empty/s | share | read µs CPU | empty µs CPU |");
            Console.WriteLine("|---|---|---|---|---|---|");
            for (int round = 1; round <= options.Number("rounds", 5); round++)
            {
                double before = server.CpuMs();
                (int requests, double seconds) = await AskAsync(http, resources, connections, time);
                double readMs = server.CpuMs() - before;
                read = (read.Requests + requests, read.Seconds + seconds, read.CpuMs + readMs);
                empty.Refresh();
                double emptyBefore = empty.TotalProcessorTime.TotalMilliseconds;
                (int asked, double emptySeconds) = await AskAsync(http, same, connections, time);
                empty.Refresh();
                double emptyMs = empty.TotalProcessorTime.TotalMilliseconds - emptyBefore;
                from = (from.Requests + asked, from.Seconds + emptySeconds, from.CpuMs + emptyMs);
                Print(round.ToString(CultureInfo.InvariantCulture), (requests, seconds, readMs), (asked, emptySeconds, emptyMs));
            }

            Print("all", read, from);
            return 0;
        }
        finally
        {
            empty.Kill();
            File.Delete(file);
        }
    }

    /// <summary><c>read-empty FILE</c>: answers a file's bytes, from memory, until it is ended; prints its address.</summary>
    public static async Task<int> ServeAsync(string file)
    {
        byte[] bytes = await File.ReadAllBytesAsync(file);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using WebApplication application = builder.Build();
        application.MapGet("/{type}/{id}", (HttpContext context) => Results.Bytes(bytes, "application/fhir+json; charset=utf-8"));
        await application.StartAsync();
        Console.WriteLine(application.Urls.Single());
        await application.WaitForShutdownAsync();
        return 0;
    }

    private static void Print(string name, (int Requests, double Seconds, double CpuMs) read, (int Requests, double Seconds, double CpuMs) empty)
    {
        double rate = read.Requests / read.Seconds;
        double of = empty.Requests / empty.Seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rate:F0} | {of:F0} | {100 * rate / of:F0} % | {1000 * read.CpuMs / read.Requests:F0} | {1000 * empty.CpuMs / empty.Requests:F0} |"));
    }

    private static async Task<(int Requests, double Seconds)> AskAsync(HttpClient http, Uri[] addresses, int connections, TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            int count = 0;
            for (; Stopwatch.GetElapsedTime(started) < time; count++)
            {
                using HttpResponseMessage answer = await http.GetAsync(addresses[((count * connections) + connection) % addresses.Length]);
                await answer.Content.ReadAsByteArrayAsync();
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"Answered {(int)answer.StatusCode}.");
            }

            return count;
        })));
        return (counts.Sum(), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>The Observations of one code, which are of one size.</summary>
    private static async Task<Uri[]> AddressesAsync(HttpClient http, Uri server)
    {
        JsonElement bundle = await http.GetFromJsonAsync<JsonElement>(new Uri(server, "/fhir/Observation?_count=1000"));
        return [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => new Uri(entry.GetProperty("fullUrl").GetString()!))];
    }

    private static Process StartEmpty(string file, out Uri address)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "Registry.Benchmarks.dll"), "read-empty", file]) start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        address = new Uri(new Uri(process.StandardOutput.ReadLine()!), "/Observation/x");
        return process;
    }
}
