using System.CommandLine;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;

namespace Registry.Cli.Commands;

/// <summary><c>registry validate FILE…</c>: what the engine says of resources in files. Exit code 0 when all are valid, 1 when one is not, 2 when one could not be examined.</summary>
internal static class ValidateCommand
{
    private const int Valid = 0;
    private const int Invalid = 1;
    private const int Failed = 2;

    private static readonly Argument<FileInfo[]> Files = new("file")
    {
        Description = "FHIR R4 resources in JSON.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Packages = new("--package")
    {
        Description = "A FHIR package with profiles (.tgz or folder); may be repeated. A resource is checked against the profiles that it claims in meta.profile.",
    };

    private static readonly Option<bool> AsJson = new("--json")
    {
        Description = "Write one OperationOutcome a file, a line each.",
    };

    public static Command Create()
    {
        Command command = new("validate", "Check resources against FHIR R4 and the profiles they claim.") { Files, Packages, AsJson };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        FindingPrinter printer = arguments.GetValue(AsJson) ? new OutcomePrinter(output) : TextPrinter.For(output);
        Validator validator;
        try
        {
            validator = new Validator(CoreDefinitions.Load().With([.. (arguments.GetValue(Packages) ?? []).Select(PackageFolder.Read)]));
        }
        catch (Exception fault) when (fault is DefinitionException or ProfileException or IOException or UnauthorizedAccessException)
        {
            arguments.InvocationConfiguration.Error.WriteLine(fault.Message);
            return Failed;
        }

        int code = Valid;
        foreach (FileInfo file in arguments.GetRequiredValue(Files))
        {
            try
            {
                using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(file.FullName), validator.Names);
                Findings findings = validator.Validate(document) switch
                {
                    Verdict.Accepted accepted => accepted.Findings,
                    Verdict.Refused refused => refused.Findings,
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
                printer.Print(file.ToString(), findings);
                if (findings.HasErrors) code = Math.Max(code, Invalid);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                arguments.InvocationConfiguration.Error.WriteLine($"{file}: {fault.Message}");
                code = Failed;
            }
        }

        return code;
    }
}
