using Registry.Clinical;
using Registry.Server.Ingest;
using Xunit;

namespace Registry.Service.Tests.Server;

public sealed class SubmissionTurnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_names_the_same_waits_for_who_came_before_and_others_do_not()
    {
        SubmissionTurns turns = new();
        IDisposable first = await turns.TakeAsync(Needs("a", "b"), Token);
        Task<IDisposable> second = turns.TakeAsync(Needs("b", "c"), Token);
        Task<IDisposable> third = turns.TakeAsync(Needs("c"), Token);
        using (await turns.TakeAsync(Needs("d"), Token)) Assert.False(second.IsCompleted || third.IsCompleted);

        first.Dispose();
        IDisposable held = await second.WaitAsync(Token);
        Assert.False(third.IsCompleted);
        held.Dispose();
        (await third.WaitAsync(Token)).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_lets_nobody_past_who_came_before()
    {
        SubmissionTurns turns = new();
        IDisposable first = await turns.TakeAsync(Needs("a"), Token);
        using CancellationTokenSource gone = new();
        Task<IDisposable> second = turns.TakeAsync(Needs("a"), gone.Token);
        Task<IDisposable> third = turns.TakeAsync(Needs("a"), Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third.WaitAsync(Token)).Dispose();
    }

    [Fact]
    public async Task Of_many_in_any_order_one_at_a_time_has_a_name()
    {
        SubmissionTurns turns = new();
        int[] holders = new int[5];
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            int[] names = [number % 5, number * 7 % 5];
            using (await turns.TakeAsync(Needs([.. names.Select(name => $"{name}")]), Token))
            {
                foreach (int name in names.Distinct()) Assert.Equal(1, Interlocked.Increment(ref holders[name]));
                await Task.Yield();
                foreach (int name in names.Distinct()) Interlocked.Decrement(ref holders[name]);
            }
        }, Token)));
    }

    private static StateRequest Needs(params string[] values) => new([new ResourceKey("Patient", values[0])], [.. values.Select(value => new IdentifierKey("Patient", "urn:s", value))]);
}
