using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Intake;
using Registry.Fhir.Definitions;
using Registry.Fhir.Profiles;
using Registry.Fhir.Search;
using Registry.Fhir.Validation;
using Registry.Fhir.Xml;
using Registry.Server.Callers;
using Registry.Server.Demonstration;
using Registry.Server.Ingest;
using Registry.Server.Packages;
using Registry.Server.Relay;
using Registry.Server.Routes;
using Registry.Server.Routes.Entries;
using Registry.Server.Routes.Operations;
using Registry.Server.Schema;
using Registry.Server.Verbs;
using Registry.Store;

namespace Registry.Server;

/// <summary>The wiring: settings, rooms and routes, top to bottom.</summary>
internal static class RegistryHost
{
    /// <summary>Version that reports and the capability statement print.</summary>
    public static string SoftwareVersion { get; } = typeof(RegistryHost).Assembly.GetName().Version!.ToString(3);

    /// <summary>No setting is read twice, and the watch for changed files would be woken by each write to a SQLite file below the working directory.</summary>
    private static readonly string[] NoReload = ["--hostBuilder:reloadConfigOnChange=false"];

    /// <summary>Serves, or runs the verb that the arguments name.</summary>
    /// <returns>0; 1 when a verb did not succeed; 2 when a setting or option cannot work.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Contains("--help", StringComparer.Ordinal) || arguments.Contains("-h", StringComparer.Ordinal))
        {
            await Console.Out.WriteLineAsync(VerbTable.Help());
            return 0;
        }

        try
        {
            if (VerbTable.Find(arguments, out string[] rest) is { } verb) return await RunVerbAsync(verb, rest);
            await using WebApplication application = Build(arguments);
            await StartAsync(application);
            await application.WaitForShutdownAsync();
            return 0;
        }
        catch (SettingsException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    /// <summary>Everything but listening.</summary>
    /// <param name="arguments">Of the command line.</param>
    /// <param name="replace">Puts services in place of the server's own; null for none.</param>
    /// <exception cref="SettingsException">A setting cannot work.</exception>
    public static WebApplication Build(string[] arguments, Action<IServiceCollection>? replace = null)
    {
        bool isDemonstration = arguments.Contains("--demo", StringComparer.Ordinal);
        WebApplicationBuilder builder = WebApplication.CreateBuilder([.. arguments.Where(argument => argument != "--demo"), .. NoReload]);
        if (isDemonstration) builder.Configuration.AddInMemoryCollection(DemonstrationMode.Settings);
        Settings settings = Settings.Read(builder.Configuration);
        if (isDemonstration) settings = DemonstrationMode.Register(settings);
        _ = settings.Intake.ToPolicy(settings);     // A verb such as keys add needs none, so only who serves is asked here.
        ConfigureListening(builder);
        ConfigureLogging(builder.Logging);
        AddRooms(builder.Services, settings, DatabaseSetup.Read(builder.Configuration));
        AddCallers(builder.Services);
        replace?.Invoke(builder.Services);

        WebApplication application = builder.Build();
        application.Use(application.Services.GetRequiredService<EntryRequests>().Remember);
        application.UseMiddleware<RequestLog>();
        application.Use(Surface.AddHeaders(isDemonstration));
        application.UseResponseCompression();
        application.Use(Negotiation.NegotiateAsync);
        if (settings.Authentication.Mode == AuthenticationMode.Off) application.Use(LoopbackOnly.GuardAsync);
        application.UseRouting();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapHealth();
        if (settings.Does("api"))
        {
            application.MapFhir();
            application.MapEvents();
            application.MapReports();
            application.MapRefusals();
            application.MapPages();
            OpenApi.Map(application);
            // As a fallback; MapFallback itself loses the pattern where handlers are bound at compile time.
            application.Map("/{**rest}", UnknownRoute.Answer).WithOrder(int.MaxValue);
        }

        application.Services.GetRequiredService<DemonstrationMode>().IsOn = isDemonstration;
        return application;
    }

    /// <summary>Brings the schema up, listens, and loads the demonstration cohort when asked.</summary>
    public static async Task StartAsync(WebApplication application)
    {
        Settings settings = application.Services.GetRequiredService<Settings>();
        ILogger logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Registry.Server");
        LoopbackOnly.Check(LoopbackOnly.Configured(application.Configuration), settings);
        await application.Services.GetRequiredService<RegistrySchema>().PrepareAsync(CancellationToken.None);
        CheckPackages(application.Services);
        if (settings.Does("api"))
        {
            Endpoint[] routes = [.. ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints)];
            application.Services.GetRequiredService<CapabilityStatement>().Describe(routes);
            application.Services.GetRequiredService<OpenApi>().Describe(routes);
        }

        await application.StartAsync();
        ICollection<string> addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        LoopbackOnly.Check(addresses, settings);
        if (settings.Authentication.Mode == AuthenticationMode.Off) Log.AuthenticationOff(logger);
        if (settings.Intake.Identifying == IntakeChoice.Keep) Log.IdentifyingKept(logger);
        DatabaseOptions database = application.Services.GetRequiredService<DatabaseOptions>();
        Log.Started(logger, string.Join(' ', addresses), database.Provider.ToString(), settings.Bus.Transport, settings.Authentication.Mode, settings.Role);
        if (application.Services.GetRequiredService<DemonstrationMode>().IsOn) await DemonstrationMode.LoadAsync(application.Services.GetRequiredService<SubmissionIngest>(), logger);
    }

    /// <summary>Reads and compiles what the packages hold before the first request: what cannot be honoured stops the start, by name.</summary>
    /// <exception cref="SettingsException">Something in a package cannot be honoured.</exception>
    private static void CheckPackages(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<DispatchTable>();
            _ = services.GetRequiredService<ReportCatalogue>();
            _ = services.GetRequiredService<IntakeGate>();
            _ = services.GetRequiredService<SearchIndexer>();
        }
        catch (Exception fault) when (fault is InvalidDataException or ProfileException or SearchParameterException)
        {
            throw new SettingsException($"The FHIR packages cannot be used. {fault.Message}", fault);
        }
    }

    private static async Task<int> RunVerbAsync(Verb verb, string[] rest)
    {
        VerbArguments options = new(rest);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder([.. rest.Where(argument => argument.StartsWith("--Registry:", StringComparison.OrdinalIgnoreCase))]);
        ConfigureLogging(builder.Logging);
        Settings settings = Settings.Read(builder.Configuration);
        AddRooms(builder.Services, settings, DatabaseSetup.Read(builder.Configuration));
        using IHost host = builder.Build();
        if (verb.NeedsSchema) await host.Services.GetRequiredService<RegistrySchema>().PrepareAsync(CancellationToken.None);
        return await verb.RunAsync(options, host.Services, CancellationToken.None);
    }

    private static void ConfigureListening(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The routes count bytes themselves and say what the limit is.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = Limits.RequestLineBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = Limits.HeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = Limits.HeaderCount;
            kestrel.ConfigureEndpointDefaults(listen => listen.Use(RejectedRequests.Middleware));
        });
        ConfigurationManager configuration = builder.Configuration;
        bool isTold = configuration["urls"] is not null || configuration["http_ports"] is not null || configuration["https_ports"] is not null
            || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isTold) builder.WebHost.UseUrls("http://localhost:8080");
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        // The framework's own request lines carry query strings, which can hold identifiers.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("MassTransit", LogLevel.Warning);
    }

    private static void AddRooms(IServiceCollection services, Settings settings, DatabaseOptions database)
    {
        services.AddSingleton(TimeProvider.System).AddSingleton(settings).AddSingleton(database);

        // Registry.Fhir
        services.AddSingleton(_ => LoadedPackages.Load(settings));
        services.AddSingleton(provider => provider.GetRequiredService<DefinitionSet>().Names);
        services.AddSingleton(provider => new Validator(provider.GetRequiredService<DefinitionSet>()));
        services.AddSingleton<FhirXml>().AddSingleton<Terminology>();
        services.AddSingleton(provider => provider.GetRequiredService<DispatchTable>().Search);

        // Registry.Clinical
        services.AddSingleton(provider => DispatchTable.Read(provider.GetRequiredService<DefinitionSet>()));
        services.AddSingleton(_ => settings.Intake.ToPolicy(settings));
        services.AddSingleton<IntakeGate>();
        services.AddSingleton(settings.Rules);

        // Registry.Store and Registry.Analytics, on one database
        services.AddRegistryDatabase(database);
        services.AddSingleton(provider => new ProjectionRunner(
            provider.GetRequiredService<Func<AnalyticsContext>>(),
            provider.GetRequiredService<EventFeed>().ReadRecordsAsync,
            provider.GetRequiredService<StoreDatabase>().TakeWriterAsync));
        services.AddSingleton(provider => new ReportCatalogue(
            provider.GetRequiredService<Func<AnalyticsContext>>(),
            SoftwareVersion,
            [.. provider.GetRequiredService<DispatchTable>().Diseases.Select(disease => new ReportDisease(disease.Key, disease.Reports))],
            settings.Reports.SuppressBelow));

        // Registry.Server
        services.AddSingleton<EventFeed>().AddSingleton<ConditionFinder>().AddSingleton<PatchApplication>().AddSingleton<BundlePatches>().AddSingleton<SubmissionTurns>().AddSingleton<SubmissionIngest>().AddSingleton<CommitQueue>().AddSingleton<LogSignal>().AddSingleton<EventStreams>().AddSingleton<ProjectionService>();
        services.AddSingleton<EntryRequests>().AddSingleton<Batch>();
        services.AddSingleton<ClientKeyRing>().AddSingleton<Requirements>().AddSingleton<ConformanceResources>().AddSingleton<HeldTerminology>().AddSingleton<TerminologyCapabilities>().AddSingleton<Routes.Search.SearchTerminology>().AddSingleton<CapabilityStatement>().AddSingleton<OpenApi>();
        services.AddSingleton<DemonstrationMode>();
        services.AddHostedService(provider => provider.GetRequiredService<CommitQueue>());
        services.AddSingleton<RefusalQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalQueue>());
        services.AddSingleton<RetentionSweep>();
        if (settings.Does("api")) services.AddHostedService<IndexKeeper>();
        if (settings.Does("api")) services.AddHostedService(provider => provider.GetRequiredService<RetentionSweep>());
        services.AddCompression();
        services.AddRegistryBus(settings);
        if (settings.Does("relay")) services.AddHostedService<Relay.Relay>();
        if (settings.Does("analytics")) services.AddHostedService(provider => provider.GetRequiredService<ProjectionService>());
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
    }

    private static void AddCallers(IServiceCollection services)
    {
        services.AddAuthentication(CallerAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.SchemeName, null);
        services.AddAuthorization();
        // The framework's authentication asks for data protection, which would keep keys in the home folder; bearer keys need none.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
    }
}
