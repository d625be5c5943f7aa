using System.Net;
using System.Net.Sockets;

namespace Registry.Service.Tests.Server;

/// <summary>A road to a server on loopback that is closed until it is opened: connections are refused before. What the server says can be held on the way.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly CancellationTokenSource _end = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private CancellationTokenSource? _cut;
    private TaskCompletionSource _passes = Passing();

    public TcpForwarder(string host, int port)
    {
        _host = host;
        _port = port;
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The port on 127.0.0.1 at which the road begins.</summary>
    public int Port { get; }

    public void Open()
    {
        _cut = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener, _cut.Token);
    }

    /// <summary>Cuts every connection and refuses new ones, until it is opened again.</summary>
    public async Task CutAsync()
    {
        await _cut!.CancelAsync();
        _listener!.Dispose();
        await _accepting;
        _cut.Dispose();
        _cut = null;
    }

    /// <summary>From now on the server's answers wait; what it is told passes.</summary>
    public void HoldAnswers() => Volatile.Write(ref _passes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>The answers that waited arrive, and those after them.</summary>
    public void ReleaseAnswers() => Volatile.Read(ref _passes).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        ReleaseAnswers();
        _listener?.Dispose();
        await _accepting;
        _cut?.Dispose();
        _end.Dispose();
    }

    private static TaskCompletionSource Passing()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken cut)
    {
        List<Task> roads = [];
        try
        {
            while (true) roads.Add(ForwardAsync(await listener.AcceptTcpClientAsync(cut), cut));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(roads);
        }
    }

    private async Task ForwardAsync(TcpClient from, CancellationToken cut)
    {
        using (from)
        using (TcpClient to = new())
        {
            try
            {
                await to.ConnectAsync(_host, _port, cut);
                await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream(), cut), AnswerAsync(to.GetStream(), from.GetStream(), cut));
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
            {
                // An end of the road is gone: so is the road.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to, CancellationToken cut)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, cut)) > 0)
        {
            await Volatile.Read(ref _passes).Task;
            await to.WriteAsync(buffer.AsMemory(0, count), cut);
        }
    }
}
