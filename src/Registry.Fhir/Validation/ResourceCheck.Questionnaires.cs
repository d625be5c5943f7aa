using System.Globalization;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Fhir.Validation;

/// <summary>Questionnaires, and responses held against them. https://hl7.org/fhir/R4/questionnaire.html , https://hl7.org/fhir/R4/questionnaireresponse.html</summary>
internal ref partial struct ResourceCheck
{
    private readonly void CheckQuestionnaire(NodeCursor questionnaire)
    {
        HashSet<string> links = new(StringComparer.Ordinal);
        AddLinks(questionnaire.Find("item"u8), links);
        CheckQuestions(questionnaire.Find("item"u8), links);
    }

    private static void AddLinks(NodeCursor items, HashSet<string> links)
    {
        foreach (NodeCursor item in items)
        {
            if (item["linkId"].AsString() is { } link) links.Add(link);
            AddLinks(item.Find("item"u8), links);
        }
    }

    private readonly void CheckQuestions(NodeCursor items, HashSet<string> links)
    {
        foreach (NodeCursor item in items)
        {
            foreach (NodeCursor condition in item.Find("enableWhen"u8))
            {
                NodeCursor question = condition.Find("question"u8);
                if (question.AsString() is not { } link || links.Contains(link)) continue;
                Error(question, "not-found", "fhir-questionnaire-link", "No item of the questionnaire has this linkId.", "An item is enabled by the answer to another question, which is named by its linkId.", "Send the linkId of the question.");
            }

            string type = item["type"].AsString() ?? "";
            foreach (NodeCursor initial in item.Find("initial"u8)) CheckAnswerType(initial, type, "fhir-questionnaire-type", "The initial value is of another type than its question asks for.");
            foreach (NodeCursor option in item.Find("answerOption"u8)) CheckAnswerType(option, type, "fhir-questionnaire-type", "The option is of another type than its question asks for.");
            CheckQuestions(item.Find("item"u8), links);
        }
    }

    /// <summary>Whether what an item holds in value[x] is what its question asks for.</summary>
    private readonly bool CheckAnswerType(NodeCursor holder, string type, string rule, string message)
    {
        foreach (NodeCursor value in holder)
        {
            string name = value.Name;
            if (!name.StartsWith("value", StringComparison.Ordinal) || AnswerNames(type) is not { Length: > 0 } allowed || allowed.Contains(name, StringComparer.Ordinal)) continue;
            Error(value, "value", rule, message, $"A question of the type {JsonText.Quote(type)} is answered by {string.Join(" or ", allowed)}.", $"Send {string.Join(" or ", allowed)}.");
            return false;
        }

        return true;
    }

    // https://hl7.org/fhir/R4/valueset-item-type.html ; of a choice, options may be of other types than codes (answerOption says so).
    private static string[] AnswerNames(string type) => type switch
    {
        "boolean" => ["valueBoolean"],
        "decimal" => ["valueDecimal"],
        "integer" => ["valueInteger"],
        "date" => ["valueDate"],
        "dateTime" => ["valueDateTime"],
        "time" => ["valueTime"],
        "string" or "text" => ["valueString"],
        "url" => ["valueUri"],
        "choice" => ["valueCoding", "valueInteger", "valueDate", "valueTime", "valueString", "valueReference"],
        "open-choice" => ["valueCoding", "valueInteger", "valueDate", "valueTime", "valueString", "valueReference"],
        "attachment" => ["valueAttachment"],
        "reference" => ["valueReference"],
        "quantity" => ["valueQuantity"],
        _ => [],
    };

    private readonly void CheckResponse(NodeCursor response)
    {
        NodeCursor canonical = response.Find("questionnaire"u8);
        if (canonical.Kind != NodeKind.String || canonical.IsEscaped) return;
        NodeCursor questionnaire = canonical.TextBytes is [(byte)'#', ..] ? _contained.Find(canonical.TextBytes[1..]) : _book.Definitions.FindQuestionnaire(canonical.AsString()!);
        if (!questionnaire.Find(_book.Known.ResourceType).ValueEquals("Questionnaire"u8) && !questionnaire["resourceType"].ValueEquals("Questionnaire"u8)) return;
        string? status = response["status"].AsString();
        CheckItems(response, questionnaire["item"], isComplete: status is "completed" or "amended");
    }

    // "The QuestionnaireResponse structure must be consistent with the Questionnaire": its items are those of the same level.
    private readonly void CheckItems(NodeCursor holder, NodeCursor questions, bool isComplete)
    {
        Dictionary<string, NodeCursor> byLink = new(StringComparer.Ordinal);
        foreach (NodeCursor question in questions)
        {
            if (question["linkId"].AsString() is { } link) byLink.TryAdd(link, question);
        }

        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (NodeCursor item in holder.Find("item"u8))
        {
            NodeCursor linkId = item.Find("linkId"u8);
            if (linkId.AsString() is not { } link) continue;
            if (!byLink.TryGetValue(link, out NodeCursor question))
            {
                Error(linkId, "structure", "fhir-response-item", "The questionnaire has no such item in this place.", "A response has the items of its questionnaire, nested as they are there; each is named by its linkId.", "Send the linkId of an item of this group or question, or move the item to where the questionnaire has it.");
                continue;
            }

            counts[link] = counts.GetValueOrDefault(link) + 1;
            if (counts[link] == 2 && question["repeats"].AsBoolean() != true) ReportRepeated(item);
            CheckAnswered(item, question, isComplete);
        }

        foreach ((string link, NodeCursor question) in byLink)
        {
            // Whether a conditional item is enabled is not worked out, so nothing is said of it.
            bool isAsked = isComplete && question["required"].AsBoolean() == true && !question["enableWhen"].Exists;
            if (isAsked && counts.GetValueOrDefault(link) == 0) ReportUnanswered(holder, link);
        }
    }

    private readonly void CheckAnswered(NodeCursor item, NodeCursor question, bool isComplete)
    {
        string type = question["type"].AsString() ?? "";
        NodeCursor answers = item.Find("answer"u8);
        bool isQuestion = type is not ("group" or "display" or "");
        if (answers.Exists && type is "group" or "display")
        {
            Error(answers, "structure", "fhir-response-item", $"A {JsonText.Quote(type)} has an answer.", "Only questions are answered; groups hold items, and displays are read.", "Leave the answer out, or give it to a question.");
            return;
        }

        if (item.Find("item"u8).Exists && isQuestion)
        {
            Error(item.Find("item"u8), "structure", "fhir-response-item", "Items stand right inside a question.", "What is asked below a question belongs to one of its answers, as a question may have several.", "Move the items into the answer.");
        }

        if (!isQuestion) CheckItems(item, question["item"], isComplete);
        int count = 0;
        foreach (NodeCursor answer in answers)
        {
            if (++count == 2 && question["repeats"].AsBoolean() != true) ReportRepeated(answer);
            if (CheckAnswerType(answer, type, "fhir-response-answer", "The answer is of another type than its question asks for.")) CheckAnswer(answer, question, type);
            CheckItems(answer, question["item"], isComplete);
        }

        bool isAsked = isComplete && isQuestion && question["required"].AsBoolean() == true && !question["enableWhen"].Exists;
        if (isAsked && count == 0) ReportUnanswered(item, question["linkId"].AsString()!);
    }

    private readonly void CheckAnswer(NodeCursor answer, NodeCursor question, string type)
    {
        NodeCursor text = answer.Find("valueString"u8);
        if (question["maxLength"].AsInteger() is { } longest && text.AsString() is { } said && said.EnumerateRunes().Count() > longest)
        {
            Error(text, "too-long", "fhir-response-answer", $"The answer is longer than {longest.ToString(CultureInfo.InvariantCulture)} characters.", "The questionnaire allows no more.", "Shorten it.");
        }

        NodeCursor coding = answer.Find("valueCoding"u8);
        if (type != "choice" || !coding.Exists) return;
        bool isAllowed = question["answerOption"].Exists ? IsOption(coding, question["answerOption"]) : IsInSet(coding, question["answerValueSet"]);
        if (!isAllowed) Error(coding, "code-invalid", "fhir-response-answer", "The answer is none of those that the question offers.", "The questionnaire lists the answers to a question of choice.", "Send one of the listed answers, with its system and code.");
    }

    private static bool IsOption(NodeCursor coding, NodeCursor options)
    {
        foreach (NodeCursor option in options)
        {
            NodeCursor offered = option["valueCoding"];
            if (offered["code"].AsString() == coding["code"].AsString() && offered["system"].AsString() == coding["system"].AsString()) return true;
        }

        return false;
    }

    // A set that is not held, or stands inside the questionnaire, says nothing.
    private readonly bool IsInSet(NodeCursor coding, NodeCursor canonical)
    {
        if (canonical.AsString() is not { } url || coding["code"].AsString() is not { } code || _book.Definitions.FindValueSet(url) is not { } set) return true;
        return set.Contains(coding["system"].AsString(), code) != Membership.Outside;
    }

    private readonly void ReportRepeated(NodeCursor place) =>
        Error(place, "structure", "fhir-response-repeats", "The item stands here more than once.", "The questionnaire lets it be answered once only.", "Send one answer.");

    private readonly void ReportUnanswered(NodeCursor place, string link) =>
        Error(place, "required", "fhir-response-required", $"The item {JsonText.Quote(link)} is not answered.", "The questionnaire asks for it in a response that is completed.", "Add its answer, or send the status in-progress.");
}
