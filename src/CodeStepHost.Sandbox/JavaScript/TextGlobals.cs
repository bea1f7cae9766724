using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Functions of <c>String.prototype</c> that the engine leaves to .NET, which without ICU knows only ASCII for them.</summary>
internal static class TextGlobals
{
    public static void Install(StepRealm realm)
    {
        var prototype = (ObjectInstance)realm.Engine.Global.Get("String").Get("prototype");
        Replace("normalize", 0, (text, arguments) => Normalize(realm, text, Argument(arguments, 0)));
        Replace("localeCompare", 1, (text, arguments) => Compare(realm, text, arguments));

        void Replace(string name, int length, Func<JsValue, JsValue[], JsValue> implementation)
        {
            var function = new ClrFunction(realm.Engine, name, implementation, length);
            prototype.DefineOwnProperty(name, new PropertyDescriptor(function, writable: true, enumerable: false, configurable: true));
        }
    }

    private static JsValue Normalize(StepRealm realm, JsValue value, JsValue form)
    {
        var text = TextOf(realm, value, "normalize");
        var name = form.IsUndefined() ? "NFC" : TypeConverter.ToString(form);
        if (name is not ("NFC" or "NFD" or "NFKC" or "NFKD"))
            throw realm.RangeError("The normalization form should be one of NFC, NFD, NFKC, NFKD.");
        return Ascii.IsValid(text) ? text : realm.Load("normalize.js").Get(name).Call(JsValue.Undefined, [text]);
    }

    private static JsValue Compare(StepRealm realm, JsValue value, JsValue[] arguments)
    {
        var text = TextOf(realm, value, "localeCompare");
        var other = TypeConverter.ToString(Argument(arguments, 0));
        return text == other ? 0 : realm.Load("collation.js").Call(JsValue.Undefined, [text, other, Argument(arguments, 2)]);
    }

    private static JsValue Argument(JsValue[] arguments, int index) => index < arguments.Length ? arguments[index] : JsValue.Undefined;

    private static string TextOf(StepRealm realm, JsValue value, string function) => value.IsUndefined() || value.IsNull()
        ? throw realm.TypeError($"String.prototype.{function} called on null or undefined")
        : TypeConverter.ToString(value);
}
