using System.Globalization;

namespace Registry.Proof.Processes;

/// <summary>CPU times of processes on Linux: <c>/proc/PID/stat</c>, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html.</summary>
internal static class ProcessCpu
{
    // Linux counts in hundredths of a second towards user space, whatever the kernel's tick is.
    private const double MsPerTick = 10;

    /// <summary>Of one process.</summary>
    public static double Ms(int process) => Read(process) is { } stat ? (stat[11] + stat[12]) * MsPerTick : 0;

    /// <summary>Of a process, of its children that run, and of those that it has seen end.</summary>
    public static double TreeMs(int root)
    {
        double total = Read(root) is { } own ? (own[11] + own[12] + own[13] + own[14]) * MsPerTick : 0;
        foreach (int child in Children(root)) total += Ms(child);
        return total;
    }

    /// <summary>The processes that it started and that run.</summary>
    public static IReadOnlyList<int> Children(int parent)
    {
        List<int> children = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int process) && Read(process) is { } stat && stat[1] == parent) children.Add(process);
        }

        return children;
    }

    /// <summary>Who started it.</summary>
    public static int Parent(int process) => Read(process) is { } stat ? (int)stat[1] : throw new InvalidOperationException("The process does not run on this machine.");

    /// <summary>The numbers after the name, which stands in brackets and may hold anything; 0 for the letter of the state.</summary>
    private static long[]? Read(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out long value) ? value : 0)];
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }
}
