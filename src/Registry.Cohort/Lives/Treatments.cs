namespace Registry.Cohort.Lives;

/// <summary>What both diseases tell of drugs and studies.</summary>
internal static class Treatments
{
    /// <summary>A drug from one day to another; it goes on where the end lies beyond what is observed.</summary>
    public static Statement Course(Life life, string drug, int from, int to, string regimen, string inTrial, string stopReason)
    {
        Statement course = life.Observe("treatment-exposure", from);
        course.Value = Value.Of("treatment", drug);
        course.IsPeriod = true;
        course.With("treatment-regimen", "treatment-regimen", regimen).With("treatment-in-trial", "yes-no-unknown", inTrial);
        if (to >= life.End) return course;
        course.To = life.Told(to);
        return course.With("treatment-stop-reason", "treatment-stop-reason", stopReason);
    }

    /// <summary>Standing with a study or organisation.</summary>
    public static void Study(Life life, string kind, string status, string? number, int day)
    {
        Statement study = life.Observe("study-participation", day);
        study.Value = Value.Of("study-status", status);
        study.With("study-kind", "study-kind", kind).With("study", Codes.ClinicalTrials, number);
    }
}
