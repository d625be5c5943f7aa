using System.CommandLine;
using System.CommandLine.Parsing;
using Registry.Clinical.Dispatch;
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
            + "and, when a package holds other/registry.json, against the profile that the registry would choose for its content.",
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
            Paths, Profiles, Packages, Format, BestPractice,
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
        ProfileSelector? select;
        try
        {
            DefinitionSet definitions = CoreDefinitions.Load().With([.. (arguments.GetValue(Packages) ?? []).Select(PackageFolder.Read)]);
            validator = new Validator(definitions);
            select = Selector(definitions, arguments.GetValue(Profiles) ?? []);
        }
        catch (Exception fault) when (fault is DefinitionException or ProfileException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine(fault.Message);
            return RegistryCommands.Failed;
        }

        ValidationOptions options = new() { ChecksBestPractice = arguments.GetValue(BestPractice), Now = TimeProvider.System.GetLocalNow() };
        ValidationRun run = new(validator, select, options, streams.Error);
        List<ResourceFile> files = [.. ResourceFiles.Find(arguments.GetRequiredValue(Paths))];
        bool isText = arguments.GetValue(Format) == "text";
        IAnsiConsole? progress = files.Count > 1 ? Terminal.ForProgress(streams) : null;
        FindingPrinter printer = isText ? new TextPrinter(streams.Output, Terminal.ForText(streams, progress)) : new OutcomePrinter(streams.Output);
        if (progress is null) files.ForEach(file => run.Check(file, printer));
        else Terminal.WithProgress(progress, files, file => run.Check(file, printer));
        if (isText && files.Count > 1) printer.Summarise(run.ValidCount, run.InvalidCount, run.FailedCount);
        return run.FailedCount > 0 ? RegistryCommands.Failed : run.InvalidCount > 0 ? Invalid : Valid;
    }

    /// <summary>The named profiles for what is given itself, else the package's own choice by content, as the server makes it.</summary>
    /// <exception cref="InvalidDataException">A named profile is not held, or the package's choice cannot be read.</exception>
    private static ProfileSelector? Selector(DefinitionSet definitions, string[] profiles)
    {
        if (profiles.Length == 0) return DispatchTable.IsIn(definitions) ? DispatchTable.Read(definitions).Select : null;
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
internal sealed class ValidationRun(Validator validator, ProfileSelector? select, ValidationOptions options, TextWriter errors)
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
            using ResourceDocument document = ResourceDocument.Parse(file.Read(), validator.Names);
            Findings findings = validator.Validate(document, select, options) switch
            {
                Verdict.Accepted accepted => accepted.Findings,
                Verdict.Refused refused => refused.Findings,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
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
