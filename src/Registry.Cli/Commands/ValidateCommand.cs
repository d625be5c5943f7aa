using System.CommandLine;
using System.CommandLine.Parsing;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Intake;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;
using Spectre.Console;

namespace Registry.Cli.Commands;

/// <summary><c>registry validate FILE|FOLDER|-…</c>: what the registry would say of the content of resources, without sending them.</summary>
internal static class ValidateCommand
{
    /// <summary>All that was asked for is valid.</summary>
    public const int Valid = 0;

    /// <summary>Something is invalid.</summary>
    public const int Invalid = 1;

    private static readonly Argument<string[]> Paths = new("path")
    {
        Description = "FHIR R4 resources in JSON: files, folders (every .json below them), or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Profiles = new("--profile")
    {
        Description = "Canonical URL of a profile that every given resource must meet, whatever it claims; may be repeated. Takes the place of the package's choice by content.",
    };

    private static readonly Option<string[]> Packages = new("--package")
    {
        Description = "A FHIR package with profiles (.tgz or folder); may be repeated. A resource is checked against the profiles that it claims in meta.profile, "
            + "and, when a package holds other/registry.json, against the profile that the registry would choose for its content and for what tells who a person is.",
    };

    private static readonly Option<IntakeChoice> Identifying = new("--identifying")
    {
        Description = "What the registry's setting Registry:Intake:Identifying says of names, addresses, notes and the like; for a package with other/registry.json.",
        DefaultValueFactory = _ => IntakeChoice.Refuse,
    };

    private static readonly Option<string[]> PseudonymSystems = new("--pseudonym-system")
    {
        Description = "URI of a system that the registry's setting Registry:Intake:PseudonymSystems lists; may be repeated. Without it every system is taken, with a warning.",
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "text: lines for people, FILE:LINE:COLUMN first. json: one OperationOutcome a file and line, the file's name in the extension operationoutcome-file.",
        DefaultValueFactory = _ => "text",
    };

    private static readonly Option<bool> BestPractice = new("--best-practice")
    {
        Description = "Check also the invariants that are marked as best practice, such as dom-6 (a narrative); they are warnings.",
    };

    public static Command Create()
    {
        Command command = new(
            "validate",
            "Check resources against FHIR R4, the profiles they claim and those of the packages. Exit code: 0 all valid, 1 something is invalid, "
            + "2 a file could not be read, a package could not be loaded, or the command is wrong.")
        {
            Paths, Profiles, Packages, Identifying, PseudonymSystems, Format, BestPractice,
        };
        Format.AcceptOnlyFromAmong("text", "json");
        Paths.Validators.Add(StandardInputOnce);
        command.SetAction(Run);
        return command;
    }

    private static void StandardInputOnce(ArgumentResult paths)
    {
        if (paths.Tokens.Count(token => token.Value == ResourceFiles.StandardInput) > 1) paths.AddError("Standard input (-) can be read once.");
    }

    private static int Run(ParseResult arguments)
    {
        InvocationConfiguration streams = arguments.InvocationConfiguration;
        Validator validator;
        Func<ResourceDocument, Findings> check;
        CanonicalAliases aliases;
        try
        {
            DefinitionSet definitions = CoreDefinitions.Load().With([.. (arguments.GetValue(Packages) ?? []).Select(PackageFolder.Read)]);
            validator = new Validator(definitions);
            DispatchTable? table = DispatchTable.IsIn(definitions) ? DispatchTable.Read(definitions) : null;
            aliases = table?.Aliases ?? CanonicalAliases.None;
            check = Check(arguments, definitions, table, validator);
        }
        catch (Exception fault) when (fault is DefinitionException or ProfileException or InvalidDataException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine(fault.Message);
            return RegistryCommands.Failed;
        }

        ValidationRun run = new(validator.Names, aliases, check, streams.Error);
        List<ResourceFile> files = [.. ResourceFiles.Find(arguments.GetRequiredValue(Paths))];
        bool isText = arguments.GetValue(Format) == "text";
        IAnsiConsole? progress = files.Count > 1 ? Terminal.ForProgress(streams) : null;
        FindingPrinter printer = isText ? new TextPrinter(streams.Output, Terminal.ForText(streams, progress)) : new OutcomePrinter(streams.Output);
        if (progress is null) files.ForEach(file => run.Check(file, printer));
        else Terminal.WithProgress(progress, files, file => run.Check(file, printer));
        if (isText && files.Count > 1) printer.Summarise(run.ValidCount, run.InvalidCount, run.FailedCount);
        return run.FailedCount > 0 ? RegistryCommands.Failed : run.InvalidCount > 0 ? Invalid : Valid;
    }

    /// <summary>The named profiles for what is given itself, else what the server does with it: the package's own choice by content, and its intake policy.</summary>
    /// <exception cref="InvalidDataException">A named profile is not held, or the package's choice cannot be read.</exception>
    /// <exception cref="ArgumentException">A system cannot be one of pseudonyms.</exception>
    private static Func<ResourceDocument, Findings> Check(ParseResult arguments, DefinitionSet definitions, DispatchTable? table, Validator validator)
    {
        ValidationOptions options = new() { ChecksBestPractice = arguments.GetValue(BestPractice), Now = TimeProvider.System.GetLocalNow() };
        string[] profiles = arguments.GetValue(Profiles) ?? [];
        if (profiles.Length > 0 || table is null)
        {
            ProfileSelector? select = profiles.Length > 0 ? Selector(definitions, profiles) : null;
            return document => validator.Validate(document, select, options) switch
            {
                Verdict.Accepted accepted => accepted.Findings,
                Verdict.Refused refused => refused.Findings,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        string[] systems = arguments.GetValue(PseudonymSystems) ?? [];
        IntakePolicy policy = new()
        {
            Identifying = arguments.GetValue(Identifying),
            Pseudonyms = systems.Length > 0 ? Clinical.Identity.PseudonymSystems.Registered(systems) : Clinical.Identity.PseudonymSystems.Trial,
        };
        IntakeGate gate = new(validator, definitions, table, policy);
        return document =>
        {
            using IntakeVerdict verdict = gate.Judge(document, options);
            return verdict switch
            {
                IntakeVerdict.Admitted admitted => admitted.Findings,
                IntakeVerdict.Refused refused => refused.Findings,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        };
    }

    private static ProfileSelector Selector(DefinitionSet definitions, string[] profiles)
    {
        List<string> canonicals = [];
        foreach (string profile in profiles)
        {
            StructureDefinition held = definitions.Find(profile)
                ?? throw new InvalidDataException($"--profile {profile}: no loaded package holds it. Name its package with --package.");
            if (!held.IsConstraint) throw new InvalidDataException($"--profile {profile}: it is no profile. Base definitions are always checked.");
            canonicals.Add(held.Url);
        }

        return (resource, selected) =>
        {
            if (resource.Parent.Exists) return;
            foreach (string canonical in canonicals) selected.Add(canonical);
        };
    }
}

/// <summary>One run over files, and what came of each.</summary>
internal sealed class ValidationRun(ElementNames names, CanonicalAliases aliases, Func<ResourceDocument, Findings> check, TextWriter errors)
{
    /// <summary>How many were valid.</summary>
    public int ValidCount { get; private set; }

    /// <summary>How many were invalid.</summary>
    public int InvalidCount { get; private set; }

    /// <summary>How many could not be read.</summary>
    public int FailedCount { get; private set; }

    /// <summary>Reads and checks one file, and prints what was found.</summary>
    public void Check(ResourceFile file, FindingPrinter printer)
    {
        try
        {
            using ResourceDocument document = ResourceDocument.Parse(file.Read(), names, aliases);
            Findings findings = check(document);
            printer.Print(file.Name, findings);
            if (findings.HasErrors) InvalidCount++;
            else ValidCount++;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file.Name}: {fault.Message}");
            printer.PrintUnread(file.Name, fault.Message);
            FailedCount++;
        }
    }
}
