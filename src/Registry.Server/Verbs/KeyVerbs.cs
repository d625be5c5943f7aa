using Registry.Contracts.Callers;
using Registry.Store.Callers;

namespace Registry.Server.Verbs;

internal static class KeyVerbs
{
    public static async Task<int> AddAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        string client = arguments.One("client");
        string site = arguments.One("site");
        if (!SiteId.IsValid(site)) throw new SettingsException("--site is no site id: 1 to 64 characters of A-Z a-z 0-9 - and dot.");
        CallerRoles roles = CallerRoles.None;
        foreach (string role in arguments.All("role"))
        {
            if (!Enum.TryParse(role, ignoreCase: true, out CallerRoles one) || one == CallerRoles.None || !Enum.IsDefined(one))
            {
                throw new SettingsException($"--role {role} is no role; use submitter, subscriber, coordinator or operator.");
            }

            roles |= one;
        }

        if (roles == CallerRoles.None) throw new SettingsException("The option --role is missing; use submitter, subscriber, coordinator or operator.");
        long nowMs = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        string key = await services.GetRequiredService<ClientKeys>().AddAsync(new Caller(client, new SiteId(site), roles), nowMs, cancellationToken);
        await Console.Out.WriteLineAsync(key);
        await Console.Error.WriteLineAsync("This key is shown once; only its hash is kept. Send it as: Authorization: Bearer <key>");
        return 0;
    }

    public static async Task<int> ListAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (ClientKey key in await services.GetRequiredService<ClientKeys>().ListAsync(cancellationToken))
        {
            string state = key.RevokedMs is { } revoked ? $"revoked {Clinical.StoredContent.Instant(revoked)}" : "active";
            await Console.Out.WriteLineAsync($"{key.Caller.ClientId}\t{key.Caller.Site}\t{key.Caller.Roles}\t{Clinical.StoredContent.Instant(key.CreatedMs)}\t{state}");
        }

        return 0;
    }

    public static async Task<int> RevokeAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        long nowMs = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        int revoked = await services.GetRequiredService<ClientKeys>().RevokeAllAsync(arguments.One("client"), nowMs, cancellationToken);
        await Console.Out.WriteLineAsync($"{revoked} keys revoked");
        return revoked > 0 ? 0 : 1;
    }
}
