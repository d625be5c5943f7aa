using System.Net;
using System.Net.Sockets;

namespace Registry.Service.Tests.Server;

/// <summary>A road to a server on loopback that is closed until it is opened: connections are refused before.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly CancellationTokenSource _end = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

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

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        _end.Dispose();
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
                await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream(), _end.Token), to.GetStream().CopyToAsync(from.GetStream(), _end.Token));
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
            {
                // An end of the road is gone: so is the road.
            }
        }
    }
}
