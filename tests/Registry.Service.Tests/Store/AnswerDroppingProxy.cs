using System.Net;
using System.Net.Sockets;

namespace Registry.Service.Tests.Store;

/// <summary>A wire on loopback that breaks at the worst moment: the server did what it was told, and the client never hears of it.</summary>
internal sealed class AnswerDroppingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly byte[] _command;
    private readonly Task _accepting;
    private int _isArmed;
    private int _dropped;

    public AnswerDroppingProxy(int serverPort, byte[] command)
    {
        _serverPort = serverPort;
        _command = command;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public int Dropped => _dropped;

    /// <summary>The next answer to the command does not arrive.</summary>
    public void DropNextAnswer() => Volatile.Write(ref _isArmed, 1);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> wires = [];
        try
        {
            while (true) wires.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(wires);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using TcpClient near = client;
        using TcpClient far = new();
        await far.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
        using CancellationTokenSource broken = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        bool isDropping = false;
        await Task.WhenAll(
            PumpAsync(near, far, bytes =>
            {
                if (bytes.IndexOf(_command) >= 0 && Interlocked.Exchange(ref _isArmed, 0) == 1) Volatile.Write(ref isDropping, true);
                return true;
            }, broken),
            PumpAsync(far, near, _ =>
            {
                if (!Volatile.Read(ref isDropping)) return true;
                Interlocked.Increment(ref _dropped);
                return false;
            }, broken));
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlySpan<byte>, bool> mayPass, CancellationTokenSource broken)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                int read = await from.GetStream().ReadAsync(buffer, broken.Token);
                if (read == 0 || !Check(buffer.AsSpan(0, read), mayPass)) break;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), broken.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other direction has ended the wire.
        }

        await broken.CancelAsync();
        from.Close();
        to.Close();
    }

    private static bool Check(ReadOnlySpan<byte> bytes, Func<ReadOnlySpan<byte>, bool> mayPass) => mayPass(bytes);
}
