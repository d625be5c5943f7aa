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
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
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
        _end.Dispose();
    }

    private static TaskCompletionSource Passing()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        List<Task> roads = [];
        try
        {
            while (true) roads.Add(ForwardAsync(await listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(roads);
        }
    }

    private async Task ForwardAsync(TcpClient from)
    {
        using (from)
        using (TcpClient to = new())
        {
            try
            {
                await to.ConnectAsync(_host, _port, _end.Token);
                await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream(), _end.Token), AnswerAsync(to.GetStream(), from.GetStream()));
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
            {
                // An end of the road is gone: so is the road.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            await Volatile.Read(ref _passes).Task;
            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
