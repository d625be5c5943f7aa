using System.Globalization;
using Registry.Store.Index;

namespace Registry.Server.Verbs;

internal static class IndexVerbs
{
    public static async Task<int> ReindexAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        SearchIndex index = services.GetRequiredService<SearchIndex>();
        int told = -1;
        long done = await index.RebuildAsync(isForced: true, (count, share) =>
        {
            if ((int)(share * 100) == told) return;
            told = (int)(share * 100);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{told} %, {count} resources"));
        }, cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"indexed: {done} resources"));
        return 0;
    }
}
