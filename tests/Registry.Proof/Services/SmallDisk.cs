using System.Globalization;

namespace Registry.Proof.Services;

/// <summary>A file system in memory that is soon full: Linux's tmpfs. Its space is taken away and given back by a file that lies in it.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private SmallDisk(DirectoryInfo folder) => _folder = folder;

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.FullName;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one.</summary>
    /// <returns>The disk; or null and why, where mounting is not allowed.</returns>
    public static async Task<(SmallDisk? Disk, string Reason)> TryMountAsync(int megabytes)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-disk-");
        (int code, string output) = await Shell.TryAsync(string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={megabytes}m,mode=0777 tmpfs '{folder.FullName}'"));
        if (code == 0) return (new SmallDisk(folder), "");
        folder.Delete();
        return (null, $"A small tmpfs cannot be mounted here: {output}");
    }

    /// <summary>Leaves a number of bytes free, and takes the rest.</summary>
    public void Fill(long leaveBytes)
    {
        using FileStream ballast = new(Ballast, FileMode.Append);
        byte[] block = new byte[64 * 1024];
        while (new DriveInfo(Path).AvailableFreeSpace > leaveBytes + block.Length)
        {
            ballast.Write(block);
            ballast.Flush();
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Shell.RunAsync($"umount '{Path}'");
        _folder.Delete();
    }
}
