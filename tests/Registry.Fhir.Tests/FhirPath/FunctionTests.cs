using Registry.Fhir.FhirPath;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>Functions and operators as the specification has them, where HL7's cases do not go: http://hl7.org/fhirpath/N1, https://hl7.org/fhir/R4/fhirpath.html</summary>
public sealed class FunctionTests
{
    private const string Patient = """
        {
          "resourceType": "Patient",
          "id": "p",
          "contained": [{ "resourceType": "Organization", "id": "o", "name": "Ward", "active": true }],
          "extension": [
            { "url": "http://example.org/a", "valueCode": "x" },
            { "url": "http://example.org/b", "extension": [{ "url": "inner", "valueQuantity": { "value": 2.50, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" } }] }
          ],
          "active": true,
          "gender": "female",
          "birthDate": "1974-12",
          "_birthDate": { "id": "bd", "extension": [{ "url": "http://example.org/t", "valueDateTime": "1974-12-25T14:35:45-05:00" }] },
          "name": [
            { "use": "official", "family": "Chalmers", "given": ["Peter", null], "_given": [null, { "extension": [{ "url": "http://example.org/u", "valueString": "masked" }] }] },
            { "family": "O\u0027Brien \u00e9", "given": ["Jim"] }
          ],
          "managingOrganization": { "reference": "#o" },
          "generalPractitioner": [{ "reference": "Practitioner/7" }, { "reference": "https://example.org/fhir/Organization/9/_history/2" }, { "type": "PractitionerRole", "identifier": { "value": "1" } }],
          "maritalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M" }] },
          "multipleBirthInteger": 2
        }
        """;

    [Theory]
    [InlineData("1L", "long:1")]
    [InlineData("-9223372036854775808L", "long:-9223372036854775808")]
    [InlineData("2147483647L + 1", "long:2147483648")]
    [InlineData("9223372036854775807L + 1", "")]
    [InlineData("-(-9223372036854775808L)", "")]
    [InlineData("7L div 2", "long:3")]
    [InlineData("7 mod 2L", "long:1")]
    [InlineData("7L mod 0", "")]
    [InlineData("1L / 4", "decimal:0.25")]
    [InlineData("3L * 1.5", "decimal:4.5")]
    [InlineData("1L = 1", "boolean:true")]
    [InlineData("1L ~ 1.0", "boolean:true")]
    [InlineData("2L > 1", "boolean:true")]
    [InlineData("1L is Long", "boolean:true")]
    [InlineData("1L is System.Long", "boolean:true")]
    [InlineData("1L is Integer", "boolean:false")]
    [InlineData("1 is Long", "boolean:false")]
    [InlineData("'12'.toLong()", "long:12")]
    [InlineData("true.toLong()", "long:1")]
    [InlineData("'12.5'.toLong()", "")]
    [InlineData("'9223372036854775808'.convertsToLong()", "boolean:false")]
    [InlineData("'-5'.convertsToLong()", "boolean:true")]
    [InlineData("5L.toInteger()", "integer:5")]
    [InlineData("2147483648L.toInteger()", "")]
    [InlineData("5L.toDecimal()", "decimal:5")]
    [InlineData("5L.toString()", "string:5")]
    [InlineData("1L.toBoolean()", "boolean:true")]
    [InlineData("5L.toQuantity()", "Quantity:5 '1'")]
    [InlineData("(-5L).abs()", "long:5")]
    [InlineData("5L.floor()", "long:5")]
    [InlineData("(1L | 2147483647).sum()", "long:2147483648")]
    [InlineData("(1L | 2).max()", "integer:2")]
    public void A_Long_has_64_bits_and_takes_an_integer_along(string expression, string expected) =>
        Assert.Equal(expected, Evaluated.Text(expression, withTypes: true));

    [Theory]
    [InlineData("9223372036854775809L")]
    [InlineData("1.5L")]
    [InlineData("1Lx")]
    public void What_is_no_Long_is_a_fault_of_the_text(string expression) => Assert.Equal(FhirPathFault.Syntax, Evaluated.Fault(expression).Fault);

    [Theory]
    [InlineData("elementDefinition().path", "Patient")]
    [InlineData("name.first().elementDefinition().path", "Patient.name")]
    [InlineData("name.given.first().elementDefinition().path", "HumanName.given")]
    [InlineData("name.given.first().elementDefinition().max", "*")]
    [InlineData("birthDate.elementDefinition().type.code", "date")]
    [InlineData("multipleBirth.elementDefinition().id", "Patient.multipleBirth[x]")]
    [InlineData("gender.elementDefinition().binding.strength", "required")]
    [InlineData("contained.elementDefinition().path", "Organization")]
    [InlineData("maritalStatus.coding.elementDefinition().path", "CodeableConcept.coding")]
    [InlineData("managingOrganization.elementDefinition().type.targetProfile", "http://hl7.org/fhir/StructureDefinition/Organization")]
    [InlineData("elementDefinition().constraint.where(key = 'dom-2').severity", "error")]
    [InlineData("'x'.elementDefinition()", "")]
    [InlineData("{}.elementDefinition()", "")]
    public void elementDefinition_gives_what_R4_defines_of_each_element(string expression, string expected) => Assert.Equal(expected, Evaluated.Text(expression, Patient));

    [Theory]
    [InlineData("component.slice('http://hl7.org/fhir/StructureDefinition/bp', 'SystolicBP').value.value", "107")]
    [InlineData("component.slice('http://hl7.org/fhir/StructureDefinition/bp', 'DiastolicBP').value.value", "60")]
    [InlineData("component.slice('http://hl7.org/fhir/StructureDefinition/bp', 'SystolicBP').count()", "1")]
    [InlineData("category.slice('http://hl7.org/fhir/StructureDefinition/bp', 'VSCat').count()", "1")]
    [InlineData("code.slice('http://hl7.org/fhir/StructureDefinition/bp', 'SystolicBP').count()", "0")]
    [InlineData("{}.slice('http://hl7.org/fhir/StructureDefinition/bp', 'SystolicBP').count()", "0")]
    public void slice_keeps_the_items_of_a_slice(string expression, string expected) => Assert.Equal(expected, Sliced(expression));

    [Theory]
    [InlineData("component.slice('http://hl7.org/fhir/StructureDefinition/bp', 'none')")]
    [InlineData("component.slice('http://example.org/none', 'SystolicBP')")]
    public void slice_of_what_is_not_held_is_a_fault(string expression) => Assert.Equal(FhirPathFault.Execution, Assert.Throws<FhirPathException>(() => Sliced(expression)).Fault);

    private static string Sliced(string expression)
    {
        Registry.Fhir.Validation.Validator validator = Registry.Fhir.Tests.Validation.Held.Core;
        using Registry.Fhir.Json.ResourceDocument document = Registry.Fhir.Json.ResourceDocument.Parse("""
            {"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]},{"text":"x"}],"code":{"text":"x"},"component":[
            {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":107}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":60}},{"code":{"text":"other"},"valueQuantity":{"value":1}}]}
            """u8.ToArray(), Evaluated.Model.Names);
        FhirPathEnvironment environment = Evaluated.Environment with { Slices = (place, canonical, name) => validator.IsOfSlice(place, canonical, name) };
        return string.Join(", ", FhirPathExpression.Compile(expression, Evaluated.Model, new FhirPathOptions { ContextType = "Observation" }).Evaluate(document.Root, environment).Select(item => item.Text));
    }

    [Theory]
    [InlineData("{}.empty()", "true")]
    [InlineData("(true | false).allTrue()", "false")]
    [InlineData("(true | false).anyTrue()", "true")]
    [InlineData("(true | false).allFalse()", "false")]
    [InlineData("(true | false).anyFalse()", "true")]
    [InlineData("{}.allTrue()", "true")]
    [InlineData("{}.anyTrue()", "false")]
    [InlineData("{}.all($this = 1)", "true")]
    [InlineData("(1 | 2).subsetOf(1 | 2 | 3)", "true")]
    [InlineData("(1 | 4).subsetOf(1 | 2 | 3)", "false")]
    [InlineData("{}.subsetOf(1)", "true")]
    [InlineData("(1 | 2 | 3).supersetOf(2 | 3)", "true")]
    [InlineData("1.combine(1).combine(2).distinct()", "1, 2")]
    [InlineData("(1 | 2 | 3).tail()", "2, 3")]
    [InlineData("(1 | 2 | 3).skip(-1).take(-2)", "")]
    [InlineData("(1 | 2 | 3).skip(1).take(1)", "2")]
    [InlineData("(1 | 2)[1]", "2")]
    [InlineData("(1 | 2)[5]", "")]
    [InlineData("1.combine(1).exclude(2)", "1, 1")]
    [InlineData("(1 | 2 | 3).where($index > 0).select($this * 10 + $index)", "20, 31")]
    [InlineData("(3 | 1 | 2).sort()", "1, 2, 3")]
    [InlineData("(3 | 1 | 2).sort($this desc)", "3, 2, 1")]
    [InlineData("('b' | 'a' | 'c').sort(-$this)", "c, b, a")]
    [InlineData("(1 | 2 | 3).aggregate($total + $this, 0)", "6")]
    [InlineData("(1 | 2 | 3).sum()", "6")]
    [InlineData("(1 | 2 | 3).avg()", "2")]
    [InlineData("(4 'mg' | 1 'g').max()", "1 'g'")]
    [InlineData("('b' | 'a').min()", "a")]
    [InlineData("5.defineVariable('x', 7).select($this + %x)", "12")]
    [InlineData("(1 | 2).defineVariable('all').select(%all.count() + $this)", "3, 4")]
    [InlineData("iif(1 = 2, 'a')", "")]
    [InlineData("(true | 'foo').allTrue()", "false")]
    [InlineData("(1 | 2).defineVariable('n', first()).select($this + %n)", "2, 3")]
    [InlineData("('b' | '').sort(-length())", "b, ")]
    [InlineData("1.repeat('x')", "x")]
    public void Collections(string expression, string expected) => Assert.Equal(expected, Evaluated.Text(expression));

    [Theory]
    [InlineData("true and {}", "")]
    [InlineData("false and {}", "false")]
    [InlineData("{} and false", "false")]
    [InlineData("{} or true", "true")]
    [InlineData("{} or false", "")]
    [InlineData("{} xor true", "")]
    [InlineData("{} implies true", "true")]
    [InlineData("true implies {}", "")]
    [InlineData("false implies {}", "true")]
    [InlineData("{}.not()", "")]
    [InlineData("{} = {}", "")]
    [InlineData("{} ~ {}", "true")]
    [InlineData("1 ~ {}", "false")]
    [InlineData("1 = 1.0", "true")]
    [InlineData("1.0 = 1.00", "true")]
    [InlineData("'a' = 1", "false")]
    [InlineData("'  A  b ' ~ 'a b'", "true")]
    [InlineData("(1 | 2) ~ (2 | 1)", "true")]
    [InlineData("(1 | 2) = (2 | 1)", "false")]
    [InlineData("0.67 ~ 0.666", "true")]
    [InlineData("{} in (1 | 2)", "")]
    [InlineData("1 in {}", "false")]
    [InlineData("{} contains 1", "false")]
    [InlineData("1 < 2.5", "true")]
    [InlineData("'a' < 'B'", "false")]
    [InlineData("1 > {}", "")]
    [InlineData("1 'g' > 900 'mg'", "true")]
    [InlineData("1 'g' = 1000 'mg'", "true")]
    [InlineData("1 'g' = 1 'm'", "false")]
    [InlineData("1 'g' < 1 'm'", "")]
    [InlineData("1 year = 12 months", "true")]
    [InlineData("1 year = 1 'a'", "")]
    [InlineData("1 year ~ 1 'a'", "true")]
    [InlineData("1 second = 1 's'", "true")]
    [InlineData("1 hour > 59 minutes", "true")]
    [InlineData("1 'cm'.comparable(1 '[in_i]')", "true")]
    [InlineData("1 'cm'.comparable(1 's')", "false")]
    [InlineData("37 'Cel' = 310.15 'K'", "true")]
    public void Logic_equality_and_order(string expression, string expected) => Assert.Equal(expected, Evaluated.Text(expression));

    [Theory]
    [InlineData("1 + 2.5", "3.5")]
    [InlineData("(-2147483648).is(Integer)", "true")]
    [InlineData("-2147483648 + 0", "-2147483648")]
    [InlineData("5 / 2", "2.5")]
    [InlineData("-5 div 2", "-2")]
    [InlineData("-5 mod 2", "-1")]
    [InlineData("5.5 div 0.7", "7")]
    [InlineData("'a' + 'b'", "ab")]
    [InlineData("'a' + {}", "")]
    [InlineData("'a' & {}", "a")]
    [InlineData("2 'cm' * 3 'cm'", "6 'cm.cm'")]
    [InlineData("6 'g' / 2", "3 'g'")]
    [InlineData("1 'g' + 500 'mg'", "1.5 'g'")]
    [InlineData("1 'g' + 1 'm'", "")]
    [InlineData("(-1.5).ceiling()", "-1")]
    [InlineData("(-1.5).floor()", "-2")]
    [InlineData("(-1.5).truncate()", "-1")]
    [InlineData("2.5.round()", "3")]
    [InlineData("(-2.5).round()", "-3")]
    [InlineData("2.power(-1)", "0.5")]
    [InlineData("(-1).power(0.5)", "")]
    [InlineData("8.log(2)", "3")]
    [InlineData("(-3 'mg').abs()", "3 'mg'")]
    [InlineData("1.58700.precision()", "5")]
    [InlineData("1.587.highBoundary(2)", "1.59")]
    [InlineData("0.lowBoundary(1)", "-0.5")]
    [InlineData("@T10:30.highBoundary(9)", "10:30:59.999")]
    [InlineData("@2014.highBoundary(8)", "2014-12-31")]
    [InlineData("@2016-02.highBoundary(8)", "2016-02-29")]
    [InlineData("@T10:30.precision()", "4")]
    public void Numbers(string expression, string expected) => Assert.Equal(expected, Evaluated.Text(expression));

    [Theory]
    [InlineData("'abc'.substring(3)", "")]
    [InlineData("'abc'.substring(-1)", "")]
    [InlineData("'abc'.substring(1, 0)", "")]
    [InlineData("'abcabc'.lastIndexOf('b')", "4")]
    [InlineData("'abc'.indexOf('')", "0")]
    [InlineData("'äbc'.upper()", "ÄBC")]
    [InlineData("'abc'.toChars()", "a, b, c")]
    [InlineData("'a;b'.split(';')", "a, b")]
    [InlineData("'<a>'.escape('html')", "&lt;a&gt;")]
    [InlineData("'&lt;a&gt;'.unescape('html')", "<a>")]
    [InlineData("'a1b2'.replaceMatches('[0-9]', '')", "ab")]
    [InlineData("'11/30/1972'.replaceMatches('(?<month>[0-9]{1,2})/(?<day>[0-9]{1,2})/(?<year>[0-9]{2,4})', '${day}-${month}-${year}')", "30-11-1972")]
    [InlineData("'a\\nb'.matches('a.b')", "true")]
    [InlineData("'abc'.matchesFull('b')", "false")]
    [InlineData("{}.length()", "")]
    [InlineData("'1.50'.toDecimal().toString()", "1.50")]
    [InlineData("'Y'.toBoolean()", "true")]
    [InlineData("'2'.toBoolean()", "")]
    [InlineData("2.0.toBoolean()", "")]
    [InlineData("'4 days'.toQuantity()", "4 days")]
    [InlineData("'4 foo'.toQuantity()", "")]
    [InlineData("1500.toQuantity().toString()", "1500 '1'")]
    [InlineData("1 'g'.toQuantity('mg')", "1000 'mg'")]
    [InlineData("@2015-02-04T10:00:00Z.toDate()", "2015-02-04")]
    [InlineData("'2015-02-04T10:00'.convertsToDate()", "false")]
    [InlineData("'25:00'.convertsToTime()", "false")]
    [InlineData("'2147483648'.convertsToInteger()", "false")]
    public void Texts_and_conversion(string expression, string expected) => Assert.Equal(expected, Evaluated.Text(expression));

    [Theory]
    [InlineData("@2016-02-29 + 1 year", "2017-02-28")]
    [InlineData("@2016-01-31 + 1 month", "2016-02-29")]
    [InlineData("@2016-03-31 - 1 month", "2016-02-29")]
    [InlineData("@2014 + 24 months", "2016")]
    [InlineData("@1974-12-25 - 1 'month'", "1974-11-25")]
    [InlineData("@1973-12-25 + 1 'mo'", "1974-01-24")]
    [InlineData("@1975-12-25 + 1 'a'", "1976-12-24")]
    [InlineData("@2014 + 23 months", "2015")]
    [InlineData("@2014 + 365 days", "2015")]
    [InlineData("@2014-01 + 31 days", "2014-02")]
    [InlineData("@2014-01-01 + 36 hours", "2014-01-02")]
    [InlineData("@T23:30:00 + 1 hour", "00:30:00")]
    [InlineData("@T00:30 - 1 hour", "23:30")]
    [InlineData("@2014-01-01T00:00:00Z - 1 second", "2013-12-31T23:59:59Z")]
    [InlineData("@2014-01-01T00:00:00.000Z + 1.5 's'", "2014-01-01T00:00:01.500Z")]
    [InlineData("@2014-01-01T08:00Z = @2014-01-01T09:00+01:00", "true")]
    [InlineData("@2014-01-01T08 = @2014-01-01T08:00", "")]
    [InlineData("@2014-01-01 < @2014-01-02T00:00:00", "true")]
    [InlineData("@2012 = @2012-01", "")]
    [InlineData("@2012 ~ @2012-01", "false")]
    [InlineData("@2012 < @2013-01", "true")]
    [InlineData("@T10 < @T11:30", "true")]
    [InlineData("today()", "2026-11-21")]
    [InlineData("now().is(DateTime)", "true")]
    [InlineData("timeOfDay()", "05:00:00.000")]
    public void Dates_and_times(string expression, string expected) => Assert.Equal(expected, Evaluated.Text(expression));

    [Theory]
    [InlineData("extension('http://example.org/a').value", "x")]
    [InlineData("extension('http://example.org/b').extension('inner').value.value", "2.50")]
    [InlineData("extension('http://example.org/b').extension('inner').value = 2500 'ug'", "true")]
    [InlineData("birthDate.extension('http://example.org/t').value.is(dateTime)", "true")]
    [InlineData("birthDate.id", "bd")]
    [InlineData("birthDate.hasValue()", "true")]
    [InlineData("name[0].given[1].hasValue()", "false")]
    [InlineData("name[0].given[1].extension.value", "masked")]
    [InlineData("name[0].given[1].exists()", "true")]
    [InlineData("name.given.getValue()", "")]
    [InlineData("birthDate.getValue().is(System.Date)", "true")]
    [InlineData("name[1].family", "O'Brien é")]
    [InlineData("name[1].family = 'O\\'Brien é'", "true")]
    [InlineData("name[1].family.startsWith('O\\'B')", "true")]
    [InlineData("name[1].family.length()", "9")]
    [InlineData("birthDate = @1974-12", "true")]
    [InlineData("birthDate < @1974-12-25", "")]
    [InlineData("birthDate > @1974-11-25", "true")]
    [InlineData("multipleBirth + 1", "3")]
    [InlineData("multipleBirth is integer", "true")]
    [InlineData("multipleBirth is boolean", "false")]
    [InlineData("multipleBirth.ofType(boolean).empty()", "true")]
    [InlineData("gender.is(string)", "true")]
    [InlineData("gender.is(System.String)", "false")]
    [InlineData("Patient.is(DomainResource) and Patient.is(Resource)", "true")]
    [InlineData("maritalStatus.is(Element)", "true")]
    [InlineData("active.type().name", "boolean")]
    [InlineData("name[0].type().namespace", "FHIR")]
    [InlineData("managingOrganization.resolve().name", "Ward")]
    [InlineData("managingOrganization.resolve() is Organization", "true")]
    [InlineData("generalPractitioner[0].resolve() is Practitioner", "true")]
    [InlineData("generalPractitioner[1].resolve() is Organization", "true")]
    [InlineData("generalPractitioner[2].resolve() is PractitionerRole", "true")]
    [InlineData("generalPractitioner[0].resolve().name.exists()", "false")]
    [InlineData("generalPractitioner.where(resolve() is Practitioner).reference", "Practitioner/7")]
    [InlineData("contained.select(%resource.id)", "p")]
    [InlineData("contained.active", "true")]
    [InlineData("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", "true")]
    [InlineData("maritalStatus.memberOf('http://hl7.org/fhir/ValueSet/marital-status')", "true")]
    [InlineData("name.family.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", null)]
    [InlineData("maritalStatus.subsumes(maritalStatus)", "true")]
    [InlineData("maritalStatus.coding.subsumedBy(maritalStatus)", "true")]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/DomainResource')", "true")]
    [InlineData("name.checkModifiers('http://example.org/x').count()", "2")]
    [InlineData("name[0].children().count()", "4")]
    [InlineData("descendants().where($this is HumanName).count()", "2")]
    [InlineData("name.given.where($this = 'Jim')", "Jim")]
    [InlineData("Patient.name.where(use = 'official').given.first()", "Peter")]
    [InlineData("`Patient`.name.`family`[0]", "Chalmers")]
    [InlineData("name.sort(-family).family", "O'Brien é, Chalmers")]
    [InlineData("children().skip(1).exists()", "true")]
    [InlineData("name.given | name.given", "Peter, , Jim")]
    [InlineData("%context.gender = %resource.gender", "true")]
    [InlineData("%`vs-marital-status`", "http://hl7.org/fhir/ValueSet/marital-status")]
    [InlineData("hasExtension('http://example.org/a')", "true")]
    [InlineData("gender.value.is(System.String)", "true")]
    public void Places_of_a_resource(string expression, string? expected)
    {
        if (expected is null) Evaluated.Fault(expression, Patient);
        else Assert.Equal(expected, Evaluated.Text(expression, Patient));
    }

    [Theory]
    [InlineData("name.foo", FhirPathFault.Semantic)]
    [InlineData("Observation.value", FhirPathFault.Semantic)]
    [InlineData("name.startsWith('a')", FhirPathFault.Semantic)]
    [InlineData("-name", FhirPathFault.Semantic)]
    [InlineData("foo()", FhirPathFault.Semantic)]
    [InlineData("exists(1, 2)", FhirPathFault.Semantic)]
    [InlineData("name is Foo", FhirPathFault.Semantic)]
    [InlineData("name is FHIR.Foo", FhirPathFault.Semantic)]
    [InlineData("name.single()", FhirPathFault.Execution)]
    [InlineData("name.given + 'a'", FhirPathFault.Execution)]
    [InlineData("name.given.startsWith('a')", FhirPathFault.Execution)]
    [InlineData("name < 1", FhirPathFault.Execution)]
    [InlineData("name[0] < 1", FhirPathFault.Execution)]
    [InlineData("1 < 'a'", FhirPathFault.Execution)]
    [InlineData("@2020 < @T10:00", FhirPathFault.Execution)]
    [InlineData("name as HumanName", FhirPathFault.Execution)]
    [InlineData("conformsTo('http://example.org/none')", FhirPathFault.Execution)]
    [InlineData("%unknown", FhirPathFault.Execution)]
    [InlineData("name and true", FhirPathFault.Execution)]
    public void What_cannot_be_meant_is_a_fault(string expression, FhirPathFault expected) => Assert.Equal(expected, Evaluated.Fault(expression, Patient).Fault);

    [Theory]
    [InlineData("name.foo", "")]
    [InlineData("Observation.value", "")]
    public void A_name_that_is_not_there_gives_nothing_where_names_are_not_checked(string expression, string expected) =>
        Assert.Equal(expected, Evaluated.Text(expression, Patient, new FhirPathOptions { IsStrict = false }));

    [Theory]
    [InlineData("children().skip(1)")]
    [InlineData("descendants().where($this is HumanName)[0]")]
    public void To_count_in_what_has_no_order_is_a_fault_where_that_is_checked(string expression) =>
        Assert.Equal(FhirPathFault.Semantic, Evaluated.Fault(expression, Patient, new FhirPathOptions { IsOrderChecked = true }).Fault);

    [Theory]
    [InlineData("value.low <= value.high", "")]
    [InlineData("value.high > 4 'mg'", "")]
    [InlineData("value.low = 1 'mg'", "true")]
    [InlineData("effective < @2020", "")]
    public void A_value_that_is_missing_vague_or_malformed_has_no_order_and_is_no_fault(string expression, string expected)
    {
        const string Observation = """
            {"resourceType":"Observation","effectiveDateTime":"2020-13-45","valueRange":{"low":{"value":1,"code":"mg","system":"http://unitsofmeasure.org"},
             "high":{"value":5,"comparator":"<","unit":"mg"}}}
            """;
        Assert.Equal(expected, Evaluated.Text(expression, Observation));
    }

    [Fact]
    public void As_picks_from_several_where_it_is_told_to() =>
        Assert.Equal("Chalmers, O'Brien é", Evaluated.Text("(name as HumanName).family", Patient, new FhirPathOptions { AsPicks = true }));

    [Fact]
    public void A_fault_says_where_in_the_expression_it_is()
    {
        FhirPathException fault = Evaluated.Fault("name.exists()\n  and name.foo", Patient);
        Assert.Equal((2, 12), (fault.Line, fault.Column));
        Assert.StartsWith("2:12: HumanName has no element 'foo'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_in_a_bundle_finds_its_entry()
    {
        const string Bundle = """
            {"resourceType":"Bundle","type":"collection","entry":[
              {"fullUrl":"https://example.org/fhir/Observation/1","resource":{"resourceType":"Observation","id":"1","status":"final","subject":{"reference":"Patient/2"}}},
              {"fullUrl":"https://example.org/fhir/Patient/2","resource":{"resourceType":"Patient","id":"2","gender":"male"}},
              {"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000001","resource":{"resourceType":"Patient","id":"3","link":[{"other":{"reference":"https://example.org/fhir/Patient/2"},"type":"seealso"}]}}]}
            """;
        Assert.Equal("male", Evaluated.Text("entry.resource.ofType(Observation).subject.resolve().gender", Bundle));
        Assert.Equal("male", Evaluated.Text("entry[2].resource.link.other.resolve().gender", Bundle));
        Assert.Equal("1, 2, 3", Evaluated.Text("entry.resource.id", Bundle));
    }

    [Fact]
    public void Variables_of_the_environment_are_found_by_name()
    {
        FhirPathEnvironment environment = Evaluated.Environment with
        {
            Variables = new Dictionary<string, FhirPathValue> { ["limit"] = new("integer", "7", default), ["name"] = new("string", "x", default) },
        };
        FhirPathExpression expression = FhirPathExpression.Compile("%limit + 1 = 8 and %name = 'x'", Evaluated.Model);
        Assert.Equal("true", Assert.Single(expression.Evaluate(default, environment)).Text);
    }
}
