using Registry.Store;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

public sealed class CommitPauseTests
{
    [Theory]
    [InlineData(1, Limits.CommitPauseMs)]
    [InlineData(2, 2 * Limits.CommitPauseMs)]
    [InlineData(4, 8 * Limits.CommitPauseMs)]
    [InlineData(1_000, Limits.CommitPauseMostMs)]
    public void A_pause_doubles_with_each_attempt_up_to_its_limit_and_is_a_random_part_of_that(int attempts, int mostMs)
    {
        Assert.Equal(0, CommitGroup.PauseMs(attempts, 0));
        Assert.Equal(mostMs / 2, CommitGroup.PauseMs(attempts, 0.5));
        Assert.InRange(CommitGroup.PauseMs(attempts, 0.999_999), mostMs - 1, mostMs);
    }
}
