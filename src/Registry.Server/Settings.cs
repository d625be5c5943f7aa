using Registry.Clinical;
using Registry.Clinical.Identity;
using Registry.Clinical.Rules;

namespace Registry.Server;

/// <summary>Which transport carries messages.</summary>
public enum BusTransport
{
    /// <summary>Inside this process: no set-up, one node.</summary>
    InMemory,

    /// <summary>A RabbitMQ broker: outside consumers and several nodes.</summary>
    RabbitMq,
}

/// <summary>How callers are known.</summary>
public enum AuthenticationMode
{
    /// <summary>Nobody is asked. Only while the server listens on loopback alone.</summary>
    Off,

    /// <summary>Bearer keys, stored as hashes (verb <c>keys add</c>).</summary>
    Keys,
}

/// <summary>The settings under <c>Registry:</c>. Every one has a default that works on one machine.</summary>
public sealed record Settings
{
    /// <summary>Where the messages go.</summary>
    public BusSettings Bus { get; init; } = new();

    /// <summary>How callers are known.</summary>
    public AuthenticationSettings Authentication { get; init; } = new();

    /// <summary>What is taken in.</summary>
    public IntakeSettings Intake { get; init; } = new();

    /// <summary>Thresholds of the rules across resources.</summary>
    public RuleThresholds Rules { get; init; } = RuleThresholds.Default;

    /// <summary>What reports keep back.</summary>
    public ReportSettings Reports { get; init; } = new();

    /// <summary>The site of a caller that names none while authentication is off.</summary>
    public SiteSettings Site { get; init; } = new();

    /// <summary>The registry's own FHIR package, a <c>.tgz</c> or a folder, in place of the one beside the executable: the same under another canonical base.</summary>
    public string? OwnPackage { get; init; }

    /// <summary>Further FHIR packages, each a <c>.tgz</c> or a folder: further diseases (docs/adding-a-disease.md).</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>IANA name of the time zone: where FHIR asks for one, and which day it is today for the rules. No clinical date is shifted.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What a node does: <c>all</c>, or any of <c>api</c>, <c>relay</c>, <c>analytics</c>, separated by commas.</summary>
    public string Role { get; init; } = "all";

    /// <summary>Whether this node does a part.</summary>
    public bool Does(string role)
    {
        string[] roles = Role.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return roles.Contains("all", StringComparer.OrdinalIgnoreCase) || roles.Contains(role, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads the settings and refuses what cannot work, naming the setting.</summary>
    /// <exception cref="SettingsException">A setting has a value that it cannot have.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Settings settings;
        try
        {
            settings = configuration.GetSection("Registry").Get<Settings>() ?? new Settings();
        }
        catch (InvalidOperationException fault)
        {
            throw new SettingsException($"{fault.Message} {fault.InnerException?.Message}".Trim(), fault);
        }

        settings = settings with { Intake = settings.Intake with { PseudonymSystems = ReadList(configuration.GetSection("Registry:Intake:PseudonymSystems")) } };
        foreach (string role in settings.Role.Split(',', StringSplitOptions.TrimEntries))
        {
            if (role is not ("all" or "api" or "relay" or "analytics")) throw new SettingsException($"Registry:Role is '{settings.Role}'; use all, or any of api, relay, analytics.");
        }

        if (settings.Bus.Transport == BusTransport.RabbitMq && !Uri.TryCreate(settings.Bus.Uri, UriKind.Absolute, out _))
        {
            throw new SettingsException("Registry:Bus:Uri is missing or no URI; with Registry:Bus:Transport=RabbitMq set it, for example to amqp://user:password@broker:5672/.");
        }

        if (settings.Bus.Transport == BusTransport.InMemory && settings.Bus.CloudEvents)
        {
            throw new SettingsException("Registry:Bus:CloudEvents puts messages on a broker, and the bus is in process; set Registry:Bus:Transport=RabbitMq, or read /events.");
        }

        if (settings.Bus.Transport == BusTransport.InMemory && !settings.Does("all"))
        {
            throw new SettingsException("Registry:Role splits the work over nodes, which an in-process bus cannot reach; set Registry:Bus:Transport=RabbitMq.");
        }

        if (settings.Reports.SuppressBelow is < 2 or > Analytics.Limits.SuppressBelow)
            throw new SettingsException($"Registry:Reports:SuppressBelow is {settings.Reports.SuppressBelow}; set 2 to {Analytics.Limits.SuppressBelow} (5 and 11 are usual).");
        if (!Contracts.Callers.SiteId.IsValid(settings.Site.Default)) throw new SettingsException("Registry:Site:Default is no site id: 1 to 64 characters of A-Z a-z 0-9 - and dot.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _)) throw new SettingsException($"Registry:TimeZone '{settings.TimeZone}' is not known to this system; use an IANA name such as Europe/Berlin.");
        if (settings.Rules.Complaints() is { Count: > 0 } complaints) throw new SettingsException(string.Join(' ', complaints));
        return settings;
    }

    // The binder gives an empty list for a text, which would be read as "nothing is registered".
    private static IReadOnlyList<string> ReadList(IConfigurationSection section) =>
        [.. (section.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), .. section.GetChildren().Select(item => item.Value ?? "")];
}

/// <summary>Settings under <c>Registry:Bus</c>.</summary>
public sealed record BusSettings
{
    /// <summary>In process, or RabbitMQ.</summary>
    public BusTransport Transport { get; init; } = BusTransport.InMemory;

    /// <summary>The broker's <c>amqp://</c> or <c>amqps://</c> URI.</summary>
    public string? Uri { get; init; }

    /// <summary>Whether RabbitMQ carries each event also as a CloudEvents 1.0 JSON message, for consumers in any language.</summary>
    public bool CloudEvents { get; init; }
}

/// <summary>Settings under <c>Registry:Authentication</c>.</summary>
public sealed record AuthenticationSettings
{
    /// <summary>Off, or bearer keys.</summary>
    public AuthenticationMode Mode { get; init; } = AuthenticationMode.Off;
}

/// <summary>Settings under <c>Registry:Intake</c>.</summary>
public sealed record IntakeSettings
{
    /// <summary>What becomes of names, addresses, notes and whatever else tells who a person is.</summary>
    public IntakeChoice Identifying { get; init; } = IntakeChoice.Refuse;

    /// <summary>What becomes of resources that the dataset does not ask for.</summary>
    public IntakeChoice OutsideDataset { get; init; } = IntakeChoice.Refuse;

    /// <summary>URIs of the systems in which sites name their subjects: a list, or one text with blanks between. None while the registry is only tried on loopback.</summary>
    public IReadOnlyList<string> PseudonymSystems { get; init; } = [];

    /// <summary>The same for the rooms that decide.</summary>
    /// <param name="settings">All settings.</param>
    /// <exception cref="SettingsException">A choice cannot be, or pseudonym systems are wrong or missing.</exception>
    public IntakePolicy ToPolicy(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        IntakePolicy policy = new()
        {
            Identifying = Identifying,
            OutsideDataset = OutsideDataset,
            Pseudonyms = Pseudonyms(settings),
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone),
        };
        return policy.Complaints() is [] ? policy : throw new SettingsException(string.Join(' ', policy.Complaints()));
    }

    private PseudonymSystems Pseudonyms(Settings settings)
    {
        const string Example = "Set it to the URIs of the systems in which your sites name their subjects for the registry, such as https://hospital.example.org/registry-pseudonym.";
        if (PseudonymSystems.Count == 0)
        {
            return settings.Authentication.Mode == AuthenticationMode.Off || !settings.Does("api")
                ? Clinical.Identity.PseudonymSystems.Trial
                : throw new SettingsException($"Registry:Intake:PseudonymSystems is missing; without it any number of a person could be taken for a pseudonym. {Example}");
        }

        try
        {
            return Clinical.Identity.PseudonymSystems.Registered(PseudonymSystems);
        }
        catch (ArgumentException fault)
        {
            throw new SettingsException($"Registry:Intake:PseudonymSystems: {fault.Message}. {Example}", fault);
        }
    }
}

/// <summary>Settings under <c>Registry:Reports</c>.</summary>
public sealed record ReportSettings
{
    /// <summary>Counts from 1 to below this are kept back from the public.</summary>
    public int SuppressBelow { get; init; } = Analytics.Limits.DefaultSuppressBelow;
}

/// <summary>Settings under <c>Registry:Site</c>.</summary>
public sealed record SiteSettings
{
    /// <summary>Site id.</summary>
    public string Default { get; init; } = "local";
}

/// <summary>A setting that cannot work. Its message names the setting and what to set instead.</summary>
public sealed class SettingsException : Exception
{
    /// <param name="message">What is wrong and what to set.</param>
    /// <param name="innerException">What the configuration said.</param>
    public SettingsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
