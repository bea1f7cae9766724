using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Advice;

/// <summary>Mistakes with what the host offers: <c>Emitter.Data(5)</c>, <c>Logger.LogInformation(…)</c>, <c>Random.Shared</c>.</summary>
internal static class OfferedAdvice
{
    private const int Shortest = 3;

    /// <summary>For a value where a message is needed.</summary>
    public static string? ForValue(Spot spot)
    {
        var value = spot.Node as ExpressionSyntax ?? (spot.Node as ArgumentSyntax)?.Expression;
        return spot.Named is [.., var wanted] && wanted.Split('.')[^1].TrimEnd('?') == "Message" && value is not null ? $"A message is made of its body: new Message({Spot.Shown(value)})." : null;
    }

    public static string? ForMember(Spot spot)
    {
        if (spot.Member is not var (of, type, member) || type.ContainingNamespace?.ToDisplayString() != "CodeStepHost.Scripting")
            return null;
        var name = member.Identifier.ValueText;
        if (type.Name == "ScriptRandom")
            return "Random is the step's own here: Random.Next(below), Random.Next(from, below), Random.NextDouble(), Random.NewGuid().";
        if (type.Name == "ScriptClock")
            return "The step's clock has Clock.Now, in UTC, Clock.Today and Clock.Delay(time).";
        var words = Words(name);
        var related = type.GetMembers().Concat(type.AllInterfaces.SelectMany(more => more.GetMembers()))
            .Where(offered => offered is IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } && offered.DeclaredAccessibility == Accessibility.Public)
            .Select(offered => offered.Name)
            .Distinct(StringComparer.Ordinal)
            .Where(offered => offered != name && (IsWithin(words, Words(offered)) || IsWithin(Words(offered), words)))
            .OrderBy(offered => Math.Abs(Words(offered).Count - words.Count))
            .ThenBy(offered => offered.Length)
            .FirstOrDefault();
        return related is null ? null : $"Did you mean {Spot.Shown(of)}.{related}?";
    }

    /// <summary>Whether all words of one name come, in their order, in another; <c>Info</c> counts for <c>Information</c>.</summary>
    private static bool IsWithin(List<string> few, List<string> many)
    {
        var found = 0;
        foreach (var word in many)
        {
            if (found < few.Count && IsSame(few[found], word))
                found++;
        }

        return found == few.Count && found > 0;
    }

    private static bool IsSame(string one, string other) =>
        Math.Min(one.Length, other.Length) >= Shortest && (one.StartsWith(other, StringComparison.OrdinalIgnoreCase) || other.StartsWith(one, StringComparison.OrdinalIgnoreCase));

    /// <summary><c>PostJsonAsync</c>: Post, Json, Async.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        foreach (var letter in name)
        {
            if (words.Count == 0 || char.IsUpper(letter))
                words.Add("");
            words[^1] += letter;
        }

        return words;
    }
}
