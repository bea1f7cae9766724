// Made by build.mjs from the packages of package-lock.json; do not edit.
(function (host, load) {
var library=(()=>{var __create=Object.create;var __defProp=Object.defineProperty;var __getOwnPropDesc=Object.getOwnPropertyDescriptor;var __getOwnPropNames=Object.getOwnPropertyNames;var __getProtoOf=Object.getPrototypeOf;var __hasOwnProp=Object.prototype.hasOwnProperty;var __esm=(fn,res,err)=>function __init(){if(err)throw err[0];try{return fn&&(res=(0,fn[__getOwnPropNames(fn)[0]])(fn=0)),res}catch(e){throw err=[e],e}};var __commonJS=(cb,mod)=>function __require(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,
e}};var __export=(target,all)=>{for(var name in all)__defProp(target,name,{get:all[name],enumerable:true})};var __copyProps=(to,from,except,desc)=>{if(from&&typeof from===
"object"||typeof from==="function"){for(let key of __getOwnPropNames(from))if(!__hasOwnProp.call(to,key)&&key!==except)__defProp(to,key,{get:()=>from[key],enumerable:!(desc=
__getOwnPropDesc(from,key))||desc.enumerable})}return to};var __toESM=(mod,isNodeMode,target)=>(target=mod!=null?__create(__getProtoOf(mod)):{},__copyProps(isNodeMode||!mod||!mod.__esModule?__defProp(target,"default",{
value:mod,enumerable:true}):target,mod));var __toCommonJS=mod=>__copyProps(__defProp({},"__esModule",{value:true}),mod);function compile(names,body){return host.compileTemplate(String(names),String(body))}var lazily,TextEncoder,TextDecoder,self;var init_globals=__esm({"entries/sh\
ims/globals.js"(){lazily=(file,name)=>class{constructor(...values){return new(load(file))[name](...values)}};TextEncoder=lazily("text-encoding.js","TextEncoder");
TextDecoder=lazily("text-encoding.js","TextDecoder");compile.prototype=Function.prototype;self=Object.create(globalThis,{Function:{value:compile},_:{value:void 0}})}});var require_lib=__commonJS({"node_modules/webidl-conversions/lib/index.js"(exports){"use strict";init_globals();function makeException(ErrorType,message,options){
if(options.globals){ErrorType=options.globals[ErrorType.name]}return new ErrorType(`${options.context?options.context:"Value"} ${message}.`)}function toNumber(value,options){
if(typeof value==="bigint"){throw makeException(TypeError,"is a BigInt which cannot be converted to a number",options)}if(!options.globals){return Number(value)}
return options.globals.Number(value)}function evenRound(x){if(x>0&&x%1===.5&&(x&1)===0||x<0&&x%1===-.5&&(x&1)===1){return censorNegativeZero(Math.floor(x))}return censorNegativeZero(
Math.round(x))}function integerPart(n){return censorNegativeZero(Math.trunc(n))}function sign(x){return x<0?-1:1}function modulo(x,y){const signMightNotMatch=x%
y;if(sign(y)!==sign(signMightNotMatch)){return signMightNotMatch+y}return signMightNotMatch}function censorNegativeZero(x){return x===0?0:x}function createIntegerConversion(bitLength,{
unsigned}){let lowerBound,upperBound;if(unsigned){lowerBound=0;upperBound=2**bitLength-1}else{lowerBound=-(2**(bitLength-1));upperBound=2**(bitLength-1)-1}const twoToTheBitLength=2**
bitLength;const twoToOneLessThanTheBitLength=2**(bitLength-1);return(value,options={})=>{let x=toNumber(value,options);x=censorNegativeZero(x);if(options.enforceRange){
if(!Number.isFinite(x)){throw makeException(TypeError,"is not a finite number",options)}x=integerPart(x);if(x<lowerBound||x>upperBound){throw makeException(TypeError,
`is outside the accepted range of ${lowerBound} to ${upperBound}, inclusive`,options)}return x}if(!Number.isNaN(x)&&options.clamp){x=Math.min(Math.max(x,lowerBound),
upperBound);x=evenRound(x);return x}if(!Number.isFinite(x)||x===0){return 0}x=integerPart(x);if(x>=lowerBound&&x<=upperBound){return x}x=modulo(x,twoToTheBitLength);
if(!unsigned&&x>=twoToOneLessThanTheBitLength){return x-twoToTheBitLength}return x}}function createLongLongConversion(bitLength,{unsigned}){const upperBound=Number.
MAX_SAFE_INTEGER;const lowerBound=unsigned?0:Number.MIN_SAFE_INTEGER;const asBigIntN=unsigned?BigInt.asUintN:BigInt.asIntN;return(value,options={})=>{let x=toNumber(
value,options);x=censorNegativeZero(x);if(options.enforceRange){if(!Number.isFinite(x)){throw makeException(TypeError,"is not a finite number",options)}x=integerPart(
x);if(x<lowerBound||x>upperBound){throw makeException(TypeError,`is outside the accepted range of ${lowerBound} to ${upperBound}, inclusive`,options)}return x}if(!Number.
isNaN(x)&&options.clamp){x=Math.min(Math.max(x,lowerBound),upperBound);x=evenRound(x);return x}if(!Number.isFinite(x)||x===0){return 0}let xBigInt=BigInt(integerPart(
x));xBigInt=asBigIntN(bitLength,xBigInt);return Number(xBigInt)}}exports.any=value=>{return value};exports.undefined=()=>{return void 0};exports.boolean=value=>{
return Boolean(value)};exports.byte=createIntegerConversion(8,{unsigned:false});exports.octet=createIntegerConversion(8,{unsigned:true});exports.short=createIntegerConversion(
16,{unsigned:false});exports["unsigned short"]=createIntegerConversion(16,{unsigned:true});exports.long=createIntegerConversion(32,{unsigned:false});exports["un\
signed long"]=createIntegerConversion(32,{unsigned:true});exports["long long"]=createLongLongConversion(64,{unsigned:false});exports["unsigned long long"]=createLongLongConversion(
64,{unsigned:true});exports.double=(value,options={})=>{const x=toNumber(value,options);if(!Number.isFinite(x)){throw makeException(TypeError,"is not a finite f\
loating-point value",options)}return x};exports["unrestricted double"]=(value,options={})=>{const x=toNumber(value,options);return x};exports.float=(value,options={})=>{
const x=toNumber(value,options);if(!Number.isFinite(x)){throw makeException(TypeError,"is not a finite floating-point value",options)}if(Object.is(x,-0)){return x}
const y=Math.fround(x);if(!Number.isFinite(y)){throw makeException(TypeError,"is outside the range of a single-precision floating-point value",options)}return y};
exports["unrestricted float"]=(value,options={})=>{const x=toNumber(value,options);if(isNaN(x)){return x}if(Object.is(x,-0)){return x}return Math.fround(x)};exports.
DOMString=(value,options={})=>{if(options.treatNullAsEmptyString&&value===null){return""}if(typeof value==="symbol"){throw makeException(TypeError,"is a symbol,\
 which cannot be converted to a string",options)}const StringCtor=options.globals?options.globals.String:String;return StringCtor(value)};exports.ByteString=(value,options={})=>{
const x=exports.DOMString(value,options);let c;for(let i=0;(c=x.codePointAt(i))!==void 0;++i){if(c>255){throw makeException(TypeError,"is not a valid ByteString",
options)}}return x};exports.USVString=(value,options={})=>{const S=exports.DOMString(value,options);const n=S.length;const U=[];for(let i=0;i<n;++i){const c=S.charCodeAt(
i);if(c<55296||c>57343){U.push(String.fromCodePoint(c))}else if(56320<=c&&c<=57343){U.push(String.fromCodePoint(65533))}else if(i===n-1){U.push(String.fromCodePoint(
65533))}else{const d=S.charCodeAt(i+1);if(56320<=d&&d<=57343){const a=c&1023;const b=d&1023;U.push(String.fromCodePoint((2<<15)+(2<<9)*a+b));++i}else{U.push(String.
fromCodePoint(65533))}}}return U.join("")};exports.object=(value,options={})=>{if(value===null||typeof value!=="object"&&typeof value!=="function"){throw makeException(
TypeError,"is not an object",options)}return value};var abByteLengthGetter=Object.getOwnPropertyDescriptor(ArrayBuffer.prototype,"byteLength").get;var sabByteLengthGetter=typeof SharedArrayBuffer===
"function"?Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype,"byteLength").get:null;function isNonSharedArrayBuffer(value){try{abByteLengthGetter.call(
value);return true}catch{return false}}function isSharedArrayBuffer(value){try{sabByteLengthGetter.call(value);return true}catch{return false}}function isArrayBufferDetached(value){
try{new Uint8Array(value);return false}catch{return true}}exports.ArrayBuffer=(value,options={})=>{if(!isNonSharedArrayBuffer(value)){if(options.allowShared&&!isSharedArrayBuffer(
value)){throw makeException(TypeError,"is not an ArrayBuffer or SharedArrayBuffer",options)}throw makeException(TypeError,"is not an ArrayBuffer",options)}if(isArrayBufferDetached(
value)){throw makeException(TypeError,"is a detached ArrayBuffer",options)}return value};var dvByteLengthGetter=Object.getOwnPropertyDescriptor(DataView.prototype,
"byteLength").get;exports.DataView=(value,options={})=>{try{dvByteLengthGetter.call(value)}catch(e){throw makeException(TypeError,"is not a DataView",options)}if(!options.
allowShared&&isSharedArrayBuffer(value.buffer)){throw makeException(TypeError,"is backed by a SharedArrayBuffer, which is not allowed",options)}if(isArrayBufferDetached(
value.buffer)){throw makeException(TypeError,"is backed by a detached ArrayBuffer",options)}return value};var typedArrayNameGetter=Object.getOwnPropertyDescriptor(
Object.getPrototypeOf(Uint8Array).prototype,Symbol.toStringTag).get;[Int8Array,Int16Array,Int32Array,Uint8Array,Uint16Array,Uint32Array,Uint8ClampedArray,Float32Array,
Float64Array].forEach(func=>{const{name}=func;const article=/^[AEIOU]/u.test(name)?"an":"a";exports[name]=(value,options={})=>{if(!ArrayBuffer.isView(value)||typedArrayNameGetter.
call(value)!==name){throw makeException(TypeError,`is not ${article} ${name} object`,options)}if(!options.allowShared&&isSharedArrayBuffer(value.buffer)){throw makeException(
TypeError,"is a view on a SharedArrayBuffer, which is not allowed",options)}if(isArrayBufferDetached(value.buffer)){throw makeException(TypeError,"is a view on \
a detached ArrayBuffer",options)}return value}});exports.ArrayBufferView=(value,options={})=>{if(!ArrayBuffer.isView(value)){throw makeException(TypeError,"is n\
ot a view on an ArrayBuffer or SharedArrayBuffer",options)}if(!options.allowShared&&isSharedArrayBuffer(value.buffer)){throw makeException(TypeError,"is a view \
on a SharedArrayBuffer, which is not allowed",options)}if(isArrayBufferDetached(value.buffer)){throw makeException(TypeError,"is a view on a detached ArrayBuffe\
r",options)}return value};exports.BufferSource=(value,options={})=>{if(ArrayBuffer.isView(value)){if(!options.allowShared&&isSharedArrayBuffer(value.buffer)){throw makeException(
TypeError,"is a view on a SharedArrayBuffer, which is not allowed",options)}if(isArrayBufferDetached(value.buffer)){throw makeException(TypeError,"is a view on \
a detached ArrayBuffer",options)}return value}if(!options.allowShared&&!isNonSharedArrayBuffer(value)){throw makeException(TypeError,"is not an ArrayBuffer or a\
 view on one",options)}if(options.allowShared&&!isSharedArrayBuffer(value)&&!isNonSharedArrayBuffer(value)){throw makeException(TypeError,"is not an ArrayBuffer\
, SharedArrayBuffer, or a view on one",options)}if(isArrayBufferDetached(value)){throw makeException(TypeError,"is a detached ArrayBuffer",options)}return value};
exports.DOMTimeStamp=exports["unsigned long long"]}});var require_utils=__commonJS({"node_modules/whatwg-url/lib/utils.js"(exports,module){"use strict";init_globals();function isObject(value){return typeof value===
"object"&&value!==null||typeof value==="function"}var hasOwn=Function.prototype.call.bind(Object.prototype.hasOwnProperty);function define(target,source){for(const key of Reflect.
ownKeys(source)){const descriptor=Reflect.getOwnPropertyDescriptor(source,key);if(descriptor&&!Reflect.defineProperty(target,key,descriptor)){throw new TypeError(
`Cannot redefine property: ${String(key)}`)}}}function newObjectInRealm(globalObject,object){const ctorRegistry=initCtorRegistry(globalObject);return Object.defineProperties(
Object.create(ctorRegistry["%Object.prototype%"]),Object.getOwnPropertyDescriptors(object))}var wrapperSymbol=Symbol("wrapper");var implSymbol=Symbol("impl");var sameObjectCaches=Symbol(
"SameObject caches");var ctorRegistrySymbol=Symbol.for("[webidl2js] constructor registry");var AsyncIteratorPrototype=Object.getPrototypeOf(Object.getPrototypeOf(
async function*(){}).prototype);function initCtorRegistry(globalObject){if(hasOwn(globalObject,ctorRegistrySymbol)){return globalObject[ctorRegistrySymbol]}const ctorRegistry=Object.
create(null);ctorRegistry["%Object.prototype%"]=globalObject.Object.prototype;ctorRegistry["%IteratorPrototype%"]=Object.getPrototypeOf(Object.getPrototypeOf(new globalObject.
Array()[Symbol.iterator]()));try{ctorRegistry["%AsyncIteratorPrototype%"]=Object.getPrototypeOf(Object.getPrototypeOf(globalObject.eval("(async function* () {})").
prototype))}catch{ctorRegistry["%AsyncIteratorPrototype%"]=AsyncIteratorPrototype}globalObject[ctorRegistrySymbol]=ctorRegistry;return ctorRegistry}function getSameObject(wrapper,prop,creator){
if(!wrapper[sameObjectCaches]){wrapper[sameObjectCaches]=Object.create(null)}if(prop in wrapper[sameObjectCaches]){return wrapper[sameObjectCaches][prop]}wrapper[sameObjectCaches][prop]=
creator();return wrapper[sameObjectCaches][prop]}function wrapperForImpl(impl){return impl?impl[wrapperSymbol]:null}function implForWrapper(wrapper){return wrapper?
wrapper[implSymbol]:null}function tryWrapperForImpl(impl){const wrapper=wrapperForImpl(impl);return wrapper?wrapper:impl}function tryImplForWrapper(wrapper){const impl=implForWrapper(
wrapper);return impl?impl:wrapper}var iterInternalSymbol=Symbol("internal");function isArrayIndexPropName(P){if(typeof P!=="string"){return false}const i=P>>>0;
if(i===2**32-1){return false}const s=`${i}`;if(P!==s){return false}return true}var byteLengthGetter=Object.getOwnPropertyDescriptor(ArrayBuffer.prototype,"byteL\
ength").get;function isArrayBuffer(value){try{byteLengthGetter.call(value);return true}catch(e){return false}}function iteratorResult([key,value],kind){let result;
switch(kind){case"key":result=key;break;case"value":result=value;break;case"key+value":result=[key,value];break}return{value:result,done:false}}var supportsPropertyIndex=Symbol(
"supports property index");var supportedPropertyIndices=Symbol("supported property indices");var supportsPropertyName=Symbol("supports property name");var supportedPropertyNames=Symbol(
"supported property names");var indexedGet=Symbol("indexed property get");var indexedSetNew=Symbol("indexed property set new");var indexedSetExisting=Symbol("in\
dexed property set existing");var namedGet=Symbol("named property get");var namedSetNew=Symbol("named property set new");var namedSetExisting=Symbol("named prop\
erty set existing");var namedDelete=Symbol("named property delete");var asyncIteratorNext=Symbol("async iterator get the next iteration result");var asyncIteratorReturn=Symbol(
"async iterator return steps");var asyncIteratorInit=Symbol("async iterator initialization steps");var asyncIteratorEOI=Symbol("async iterator end of iteration");
module.exports=exports={isObject,hasOwn,define,newObjectInRealm,wrapperSymbol,implSymbol,getSameObject,ctorRegistrySymbol,initCtorRegistry,wrapperForImpl,implForWrapper,
tryWrapperForImpl,tryImplForWrapper,iterInternalSymbol,isArrayBuffer,isArrayIndexPropName,supportsPropertyIndex,supportedPropertyIndices,supportsPropertyName,supportedPropertyNames,
indexedGet,indexedSetNew,indexedSetExisting,namedGet,namedSetNew,namedSetExisting,namedDelete,asyncIteratorNext,asyncIteratorReturn,asyncIteratorInit,asyncIteratorEOI,
iteratorResult}}});var tr46_exports={};__export(tr46_exports,{default:()=>tr46_default,toASCII:()=>toASCII,toUnicode:()=>toUnicode});var toASCII,toUnicode,tr46_default;var init_tr46=__esm(
{"entries/shims/tr46.js"(){init_globals();toASCII=domain=>{if(/^[\x00-\x7f]*$/.test(domain)&&!/(^|\.)xn--/i.test(domain))return domain.toLowerCase();return host.
domainToAscii(domain)};toUnicode=domain=>({domain:host.domainToUnicode(domain),error:false});tr46_default={toASCII,toUnicode}}});var require_infra=__commonJS({"node_modules/whatwg-url/lib/infra.js"(exports,module){"use strict";init_globals();function isASCIIDigit(c){return c>=48&&c<=57}function isASCIIAlpha(c){
return c>=65&&c<=90||c>=97&&c<=122}function isASCIIAlphanumeric(c){return isASCIIAlpha(c)||isASCIIDigit(c)}function isASCIIHex(c){return isASCIIDigit(c)||c>=65&&
c<=70||c>=97&&c<=102}module.exports={isASCIIDigit,isASCIIAlpha,isASCIIAlphanumeric,isASCIIHex}}});var require_encoding=__commonJS({"node_modules/whatwg-url/lib/encoding.js"(exports,module){"use strict";init_globals();var utf8Encoder=new TextEncoder;var utf8Decoder=new TextDecoder(
"utf-8",{ignoreBOM:true});function utf8Encode(string){return utf8Encoder.encode(string)}function utf8DecodeWithoutBOM(bytes){return utf8Decoder.decode(bytes)}module.
exports={utf8Encode,utf8DecodeWithoutBOM}}});var require_percent_encoding=__commonJS({"node_modules/whatwg-url/lib/percent-encoding.js"(exports,module){"use strict";init_globals();var{isASCIIHex}=require_infra();
var{utf8Encode}=require_encoding();function p(char){return char.codePointAt(0)}function percentEncode(c){let hex=c.toString(16).toUpperCase();if(hex.length===1){
hex=`0${hex}`}return`%${hex}`}function percentDecodeBytes(input){const output=new Uint8Array(input.byteLength);let outputIndex=0;for(let i=0;i<input.byteLength;++i){
const byte=input[i];if(byte!==37){output[outputIndex++]=byte}else if(byte===37&&(!isASCIIHex(input[i+1])||!isASCIIHex(input[i+2]))){output[outputIndex++]=byte}else{
const bytePoint=parseInt(String.fromCodePoint(input[i+1],input[i+2]),16);output[outputIndex++]=bytePoint;i+=2}}return output.slice(0,outputIndex)}function percentDecodeString(input){
const bytes=utf8Encode(input);return percentDecodeBytes(bytes)}function isC0ControlPercentEncode(c){return c<=31||c>126}var extraFragmentPercentEncodeSet=new Set(
[p(" "),p('"'),p("<"),p(">"),p("`")]);function isFragmentPercentEncode(c){return isC0ControlPercentEncode(c)||extraFragmentPercentEncodeSet.has(c)}var extraQueryPercentEncodeSet=new Set(
[p(" "),p('"'),p("#"),p("<"),p(">")]);function isQueryPercentEncode(c){return isC0ControlPercentEncode(c)||extraQueryPercentEncodeSet.has(c)}function isSpecialQueryPercentEncode(c){
return isQueryPercentEncode(c)||c===p("'")}var extraPathPercentEncodeSet=new Set([p("?"),p("`"),p("{"),p("}"),p("^")]);function isPathPercentEncode(c){return isQueryPercentEncode(
c)||extraPathPercentEncodeSet.has(c)}var extraUserinfoPercentEncodeSet=new Set([p("/"),p(":"),p(";"),p("="),p("@"),p("["),p("\\"),p("]"),p("|")]);function isUserinfoPercentEncode(c){
return isPathPercentEncode(c)||extraUserinfoPercentEncodeSet.has(c)}var extraComponentPercentEncodeSet=new Set([p("$"),p("%"),p("&"),p("+"),p(",")]);function isComponentPercentEncode(c){
return isUserinfoPercentEncode(c)||extraComponentPercentEncodeSet.has(c)}var extraURLEncodedPercentEncodeSet=new Set([p("!"),p("'"),p("("),p(")"),p("~")]);function isURLEncodedPercentEncode(c){
return isComponentPercentEncode(c)||extraURLEncodedPercentEncodeSet.has(c)}function utf8PercentEncodeCodePointInternal(codePoint,percentEncodePredicate){const bytes=utf8Encode(
codePoint);let output="";for(const byte of bytes){if(!percentEncodePredicate(byte)){output+=String.fromCharCode(byte)}else{output+=percentEncode(byte)}}return output}
function utf8PercentEncodeCodePoint(codePoint,percentEncodePredicate){return utf8PercentEncodeCodePointInternal(String.fromCodePoint(codePoint),percentEncodePredicate)}
function utf8PercentEncodeString(input,percentEncodePredicate,spaceAsPlus=false){let output="";for(const codePoint of input){if(spaceAsPlus&&codePoint===" "){output+=
"+"}else{output+=utf8PercentEncodeCodePointInternal(codePoint,percentEncodePredicate)}}return output}module.exports={isC0ControlPercentEncode,isFragmentPercentEncode,
isQueryPercentEncode,isSpecialQueryPercentEncode,isPathPercentEncode,isUserinfoPercentEncode,isURLEncodedPercentEncode,percentDecodeString,percentDecodeBytes,utf8PercentEncodeString,
utf8PercentEncodeCodePoint}}});var require_url_state_machine=__commonJS({"node_modules/whatwg-url/lib/url-state-machine.js"(exports,module){"use strict";init_globals();var tr46=(init_tr46(),__toCommonJS(tr46_exports));
var infra=require_infra();var{utf8DecodeWithoutBOM}=require_encoding();var{percentDecodeString,utf8PercentEncodeCodePoint,utf8PercentEncodeString,isC0ControlPercentEncode,
isFragmentPercentEncode,isQueryPercentEncode,isSpecialQueryPercentEncode,isPathPercentEncode,isUserinfoPercentEncode}=require_percent_encoding();function p(char){
return char.codePointAt(0)}var specialSchemes={ftp:21,file:null,http:80,https:443,ws:80,wss:443};var failure=Symbol("failure");function countSymbols(str){return[
...str].length}function at(input,idx){const c=input[idx];return isNaN(c)?void 0:String.fromCodePoint(c)}function isSingleDot(buffer){return buffer==="."||buffer.
toLowerCase()==="%2e"}function isDoubleDot(buffer){buffer=buffer.toLowerCase();return buffer===".."||buffer==="%2e."||buffer===".%2e"||buffer==="%2e%2e"}function isWindowsDriveLetterCodePoints(cp1,cp2){
return infra.isASCIIAlpha(cp1)&&(cp2===p(":")||cp2===p("|"))}function isWindowsDriveLetterString(string){return string.length===2&&infra.isASCIIAlpha(string.codePointAt(
0))&&(string[1]===":"||string[1]==="|")}function isNormalizedWindowsDriveLetterString(string){return string.length===2&&infra.isASCIIAlpha(string.codePointAt(0))&&
string[1]===":"}function containsForbiddenHostCodePoint(string){return string.search(/\u0000|\u0009|\u000A|\u000D|\u0020|#|\/|:|<|>|\?|@|\[|\\|\]|\^|\|/u)!==-1}
function containsForbiddenDomainCodePoint(string){return containsForbiddenHostCodePoint(string)||string.search(/[\u0000-\u001F]|%|\u007F/u)!==-1}function isSpecialScheme(scheme){
return specialSchemes[scheme]!==void 0}function isSpecial(url){return isSpecialScheme(url.scheme)}function isNotSpecial(url){return!isSpecialScheme(url.scheme)}
function defaultPort(scheme){return specialSchemes[scheme]}function parseIPv4Number(input){if(input===""){return failure}let R=10;if(input.length>=2&&input.charAt(
0)==="0"&&input.charAt(1).toLowerCase()==="x"){input=input.substring(2);R=16}else if(input.length>=2&&input.charAt(0)==="0"){input=input.substring(1);R=8}if(input===
""){return 0}let regex=/[^0-7]/u;if(R===10){regex=/[^0-9]/u}if(R===16){regex=/[^0-9A-Fa-f]/u}if(regex.test(input)){return failure}return parseInt(input,R)}function parseIPv4(input){
const parts2=input.split(".");if(parts2[parts2.length-1]===""){if(parts2.length>1){parts2.pop()}}if(parts2.length>4){return failure}const numbers=[];for(const part of parts2){
const n=parseIPv4Number(part);if(n===failure){return failure}numbers.push(n)}for(let i=0;i<numbers.length-1;++i){if(numbers[i]>255){return failure}}if(numbers[numbers.
length-1]>=256**(5-numbers.length)){return failure}let ipv4=numbers.pop();let counter=0;for(const n of numbers){ipv4+=n*256**(3-counter);++counter}return ipv4}function serializeIPv4(address){
let output="";let n=address;for(let i=1;i<=4;++i){output=String(n%256)+output;if(i!==4){output=`.${output}`}n=Math.floor(n/256)}return output}function parseIPv6(input){
const address=[0,0,0,0,0,0,0,0];let pieceIndex=0;let compress=null;let pointer=0;input=Array.from(input,c=>c.codePointAt(0));if(input[pointer]===p(":")){if(input[pointer+
1]!==p(":")){return failure}pointer+=2;++pieceIndex;compress=pieceIndex}while(pointer<input.length){if(pieceIndex===8){return failure}if(input[pointer]===p(":")){
if(compress!==null){return failure}++pointer;++pieceIndex;compress=pieceIndex;continue}let value=0;let length=0;while(length<4&&infra.isASCIIHex(input[pointer])){
value=value*16+parseInt(at(input,pointer),16);++pointer;++length}if(input[pointer]===p(".")){if(length===0){return failure}pointer-=length;if(pieceIndex>6){return failure}
let numbersSeen=0;while(input[pointer]!==void 0){let ipv4Piece=null;if(numbersSeen>0){if(input[pointer]===p(".")&&numbersSeen<4){++pointer}else{return failure}}
if(!infra.isASCIIDigit(input[pointer])){return failure}while(infra.isASCIIDigit(input[pointer])){const number=parseInt(at(input,pointer));if(ipv4Piece===null){ipv4Piece=
number}else if(ipv4Piece===0){return failure}else{ipv4Piece=ipv4Piece*10+number}if(ipv4Piece>255){return failure}++pointer}address[pieceIndex]=address[pieceIndex]*
256+ipv4Piece;++numbersSeen;if(numbersSeen===2||numbersSeen===4){++pieceIndex}}if(numbersSeen!==4){return failure}break}else if(input[pointer]===p(":")){++pointer;
if(input[pointer]===void 0){return failure}}else if(input[pointer]!==void 0){return failure}address[pieceIndex]=value;++pieceIndex}if(compress!==null){let swaps=pieceIndex-
compress;pieceIndex=7;while(pieceIndex!==0&&swaps>0){const temp=address[compress+swaps-1];address[compress+swaps-1]=address[pieceIndex];address[pieceIndex]=temp;
--pieceIndex;--swaps}}else if(compress===null&&pieceIndex!==8){return failure}return address}function serializeIPv6(address){let output="";const compress=findTheIPv6AddressCompressedPieceIndex(
address);let ignore0=false;for(let pieceIndex=0;pieceIndex<=7;++pieceIndex){if(ignore0&&address[pieceIndex]===0){continue}else if(ignore0){ignore0=false}if(compress===
pieceIndex){const separator=pieceIndex===0?"::":":";output+=separator;ignore0=true;continue}output+=address[pieceIndex].toString(16);if(pieceIndex!==7){output+=
":"}}return output}function parseHost(input,isOpaque=false){if(input[0]==="["){if(input[input.length-1]!=="]"){return failure}return parseIPv6(input.substring(1,
input.length-1))}if(isOpaque){return parseOpaqueHost(input)}const domain=utf8DecodeWithoutBOM(percentDecodeString(input));const asciiDomain=domainToASCII(domain);
if(asciiDomain===failure){return failure}if(endsInANumber(asciiDomain)){return parseIPv4(asciiDomain)}return asciiDomain}function endsInANumber(input){const parts2=input.
split(".");if(parts2[parts2.length-1]===""){if(parts2.length===1){return false}parts2.pop()}const last=parts2[parts2.length-1];if(parseIPv4Number(last)!==failure){
return true}if(/^[0-9]+$/u.test(last)){return true}return false}function parseOpaqueHost(input){if(containsForbiddenHostCodePoint(input)){return failure}return utf8PercentEncodeString(
input,isC0ControlPercentEncode)}function findTheIPv6AddressCompressedPieceIndex(address){let longestIndex=null;let longestSize=1;let foundIndex=null;let foundSize=0;
for(let pieceIndex=0;pieceIndex<address.length;++pieceIndex){if(address[pieceIndex]!==0){if(foundSize>longestSize){longestIndex=foundIndex;longestSize=foundSize}
foundIndex=null;foundSize=0}else{if(foundIndex===null){foundIndex=pieceIndex}++foundSize}}if(foundSize>longestSize){return foundIndex}return longestIndex}function serializeHost(host2){
if(typeof host2==="number"){return serializeIPv4(host2)}if(host2 instanceof Array){return`[${serializeIPv6(host2)}]`}return host2}function domainToASCII(domain,beStrict=false){
const result=tr46.toASCII(domain,{checkHyphens:beStrict,checkBidi:true,checkJoiners:true,useSTD3ASCIIRules:beStrict,transitionalProcessing:false,verifyDNSLength:beStrict,
ignoreInvalidPunycode:false});if(result===null){return failure}if(!beStrict){if(result===""){return failure}if(containsForbiddenDomainCodePoint(result)){return failure}}
return result}function trimControlChars(string){let start=0;let end=string.length;for(;start<end;++start){if(string.charCodeAt(start)>32){break}}for(;end>start;--end){
if(string.charCodeAt(end-1)>32){break}}return string.substring(start,end)}function trimTabAndNewline(url){return url.replace(/\u0009|\u000A|\u000D/ug,"")}function shortenPath(url){
const{path}=url;if(path.length===0){return}if(url.scheme==="file"&&path.length===1&&isNormalizedWindowsDriveLetter(path[0])){return}path.pop()}function includesCredentials(url){
return url.username!==""||url.password!==""}function cannotHaveAUsernamePasswordPort(url){return url.host===null||url.host===""||url.scheme==="file"}function hasAnOpaquePath(url){
return typeof url.path==="string"}function isNormalizedWindowsDriveLetter(string){return/^[A-Za-z]:$/u.test(string)}function URLStateMachine(input,base,encodingOverride,url,stateOverride){
this.pointer=0;this.input=input;this.base=base||null;this.encodingOverride=encodingOverride||"utf-8";this.stateOverride=stateOverride;this.url=url;this.failure=
false;this.parseError=false;if(!this.url){this.url={scheme:"",username:"",password:"",host:null,port:null,path:[],query:null,fragment:null};const res2=trimControlChars(
this.input);if(res2!==this.input){this.parseError=true}this.input=res2}const res=trimTabAndNewline(this.input);if(res!==this.input){this.parseError=true}this.input=
res;this.state=stateOverride||"scheme start";this.buffer="";this.atFlag=false;this.arrFlag=false;this.passwordTokenSeenFlag=false;this.input=Array.from(this.input,
c=>c.codePointAt(0));for(;this.pointer<=this.input.length;++this.pointer){const c=this.input[this.pointer];const cStr=isNaN(c)?void 0:String.fromCodePoint(c);const ret=this[`\
parse ${this.state}`](c,cStr);if(!ret){break}else if(ret===failure){this.failure=true;break}}}URLStateMachine.prototype["parse scheme start"]=function parseSchemeStart(c,cStr){
if(infra.isASCIIAlpha(c)){this.buffer+=cStr.toLowerCase();this.state="scheme"}else if(!this.stateOverride){this.state="no scheme";--this.pointer}else{this.parseError=
true;return failure}return true};URLStateMachine.prototype["parse scheme"]=function parseScheme(c,cStr){if(infra.isASCIIAlphanumeric(c)||c===p("+")||c===p("-")||
c===p(".")){this.buffer+=cStr.toLowerCase()}else if(c===p(":")){if(this.stateOverride){if(isSpecial(this.url)&&!isSpecialScheme(this.buffer)){return false}if(!isSpecial(
this.url)&&isSpecialScheme(this.buffer)){return false}if((includesCredentials(this.url)||this.url.port!==null)&&this.buffer==="file"){return false}if(this.url.scheme===
"file"&&this.url.host===""){return false}}this.url.scheme=this.buffer;if(this.stateOverride){if(this.url.port===defaultPort(this.url.scheme)){this.url.port=null}
return false}this.buffer="";if(this.url.scheme==="file"){if(this.input[this.pointer+1]!==p("/")||this.input[this.pointer+2]!==p("/")){this.parseError=true}this.
state="file"}else if(isSpecial(this.url)&&this.base!==null&&this.base.scheme===this.url.scheme){this.state="special relative or authority"}else if(isSpecial(this.
url)){this.state="special authority slashes"}else if(this.input[this.pointer+1]===p("/")){this.state="path or authority";++this.pointer}else{this.url.path="";this.
state="opaque path"}}else if(!this.stateOverride){this.buffer="";this.state="no scheme";this.pointer=-1}else{this.parseError=true;return failure}return true};URLStateMachine.
prototype["parse no scheme"]=function parseNoScheme(c){if(this.base===null||hasAnOpaquePath(this.base)&&c!==p("#")){return failure}else if(hasAnOpaquePath(this.
base)&&c===p("#")){this.url.scheme=this.base.scheme;this.url.path=this.base.path;this.url.query=this.base.query;this.url.fragment="";this.state="fragment"}else if(this.
base.scheme==="file"){this.state="file";--this.pointer}else{this.state="relative";--this.pointer}return true};URLStateMachine.prototype["parse special relative \
or authority"]=function parseSpecialRelativeOrAuthority(c){if(c===p("/")&&this.input[this.pointer+1]===p("/")){this.state="special authority ignore slashes";++this.
pointer}else{this.parseError=true;this.state="relative";--this.pointer}return true};URLStateMachine.prototype["parse path or authority"]=function parsePathOrAuthority(c){
if(c===p("/")){this.state="authority"}else{this.state="path";--this.pointer}return true};URLStateMachine.prototype["parse relative"]=function parseRelative(c){this.
url.scheme=this.base.scheme;if(c===p("/")){this.state="relative slash"}else if(isSpecial(this.url)&&c===p("\\")){this.parseError=true;this.state="relative slash"}else{
this.url.username=this.base.username;this.url.password=this.base.password;this.url.host=this.base.host;this.url.port=this.base.port;this.url.path=this.base.path.
slice();this.url.query=this.base.query;if(c===p("?")){this.url.query="";this.state="query"}else if(c===p("#")){this.url.fragment="";this.state="fragment"}else if(!isNaN(
c)){this.url.query=null;this.url.path.pop();this.state="path";--this.pointer}}return true};URLStateMachine.prototype["parse relative slash"]=function parseRelativeSlash(c){
if(isSpecial(this.url)&&(c===p("/")||c===p("\\"))){if(c===p("\\")){this.parseError=true}this.state="special authority ignore slashes"}else if(c===p("/")){this.state=
"authority"}else{this.url.username=this.base.username;this.url.password=this.base.password;this.url.host=this.base.host;this.url.port=this.base.port;this.state=
"path";--this.pointer}return true};URLStateMachine.prototype["parse special authority slashes"]=function parseSpecialAuthoritySlashes(c){if(c===p("/")&&this.input[this.
pointer+1]===p("/")){this.state="special authority ignore slashes";++this.pointer}else{this.parseError=true;this.state="special authority ignore slashes";--this.
pointer}return true};URLStateMachine.prototype["parse special authority ignore slashes"]=function parseSpecialAuthorityIgnoreSlashes(c){if(c!==p("/")&&c!==p("\\")){
this.state="authority";--this.pointer}else{this.parseError=true}return true};URLStateMachine.prototype["parse authority"]=function parseAuthority(c,cStr){if(c===
p("@")){this.parseError=true;if(this.atFlag){this.buffer=`%40${this.buffer}`}this.atFlag=true;const len=countSymbols(this.buffer);for(let pointer=0;pointer<len;++pointer){
const codePoint=this.buffer.codePointAt(pointer);if(codePoint===p(":")&&!this.passwordTokenSeenFlag){this.passwordTokenSeenFlag=true;continue}const encodedCodePoints=utf8PercentEncodeCodePoint(
codePoint,isUserinfoPercentEncode);if(this.passwordTokenSeenFlag){this.url.password+=encodedCodePoints}else{this.url.username+=encodedCodePoints}}this.buffer=""}else if(isNaN(
c)||c===p("/")||c===p("?")||c===p("#")||isSpecial(this.url)&&c===p("\\")){if(this.atFlag&&this.buffer===""){this.parseError=true;return failure}this.pointer-=countSymbols(
this.buffer)+1;this.buffer="";this.state="host"}else{this.buffer+=cStr}return true};URLStateMachine.prototype["parse hostname"]=URLStateMachine.prototype["parse\
 host"]=function parseHostName(c,cStr){if(this.stateOverride&&this.url.scheme==="file"){--this.pointer;this.state="file host"}else if(c===p(":")&&!this.arrFlag){
if(this.buffer===""){this.parseError=true;return failure}if(this.stateOverride==="hostname"){return false}const host2=parseHost(this.buffer,isNotSpecial(this.url));
if(host2===failure){return failure}this.url.host=host2;this.buffer="";this.state="port"}else if(isNaN(c)||c===p("/")||c===p("?")||c===p("#")||isSpecial(this.url)&&
c===p("\\")){--this.pointer;if(isSpecial(this.url)&&this.buffer===""){this.parseError=true;return failure}else if(this.stateOverride&&this.buffer===""&&(includesCredentials(
this.url)||this.url.port!==null)){this.parseError=true;return false}const host2=parseHost(this.buffer,isNotSpecial(this.url));if(host2===failure){return failure}
this.url.host=host2;this.buffer="";this.state="path start";if(this.stateOverride){return false}}else{if(c===p("[")){this.arrFlag=true}else if(c===p("]")){this.arrFlag=
false}this.buffer+=cStr}return true};URLStateMachine.prototype["parse port"]=function parsePort(c,cStr){if(infra.isASCIIDigit(c)){this.buffer+=cStr}else if(isNaN(
c)||c===p("/")||c===p("?")||c===p("#")||isSpecial(this.url)&&c===p("\\")||this.stateOverride){if(this.buffer!==""){const port=parseInt(this.buffer);if(port>2**16-
1){this.parseError=true;return failure}this.url.port=port===defaultPort(this.url.scheme)?null:port;this.buffer=""}if(this.stateOverride){return false}this.state=
"path start";--this.pointer}else{this.parseError=true;return failure}return true};var fileOtherwiseCodePoints=new Set([p("/"),p("\\"),p("?"),p("#")]);function startsWithWindowsDriveLetter(input,pointer){
const length=input.length-pointer;return length>=2&&isWindowsDriveLetterCodePoints(input[pointer],input[pointer+1])&&(length===2||fileOtherwiseCodePoints.has(input[pointer+
2]))}URLStateMachine.prototype["parse file"]=function parseFile(c){this.url.scheme="file";this.url.host="";if(c===p("/")||c===p("\\")){if(c===p("\\")){this.parseError=
true}this.state="file slash"}else if(this.base!==null&&this.base.scheme==="file"){this.url.host=this.base.host;this.url.path=this.base.path.slice();this.url.query=
this.base.query;if(c===p("?")){this.url.query="";this.state="query"}else if(c===p("#")){this.url.fragment="";this.state="fragment"}else if(!isNaN(c)){this.url.query=
null;if(!startsWithWindowsDriveLetter(this.input,this.pointer)){shortenPath(this.url)}else{this.parseError=true;this.url.path=[]}this.state="path";--this.pointer}}else{
this.state="path";--this.pointer}return true};URLStateMachine.prototype["parse file slash"]=function parseFileSlash(c){if(c===p("/")||c===p("\\")){if(c===p("\\")){
this.parseError=true}this.state="file host"}else{if(this.base!==null&&this.base.scheme==="file"){if(!startsWithWindowsDriveLetter(this.input,this.pointer)&&isNormalizedWindowsDriveLetterString(
this.base.path[0])){this.url.path.push(this.base.path[0])}this.url.host=this.base.host}this.state="path";--this.pointer}return true};URLStateMachine.prototype["\
parse file host"]=function parseFileHost(c,cStr){if(isNaN(c)||c===p("/")||c===p("\\")||c===p("?")||c===p("#")){--this.pointer;if(!this.stateOverride&&isWindowsDriveLetterString(
this.buffer)){this.parseError=true;this.state="path"}else if(this.buffer===""){this.url.host="";if(this.stateOverride){return false}this.state="path start"}else{
let host2=parseHost(this.buffer,isNotSpecial(this.url));if(host2===failure){return failure}if(host2==="localhost"){host2=""}this.url.host=host2;if(this.stateOverride){
return false}this.buffer="";this.state="path start"}}else{this.buffer+=cStr}return true};URLStateMachine.prototype["parse path start"]=function parsePathStart(c){
if(isSpecial(this.url)){if(c===p("\\")){this.parseError=true}this.state="path";if(c!==p("/")&&c!==p("\\")){--this.pointer}}else if(!this.stateOverride&&c===p("?")){
this.url.query="";this.state="query"}else if(!this.stateOverride&&c===p("#")){this.url.fragment="";this.state="fragment"}else if(c!==void 0){this.state="path";if(c!==
p("/")){--this.pointer}}else if(this.stateOverride&&this.url.host===null){this.url.path.push("")}return true};URLStateMachine.prototype["parse path"]=function parsePath(c){
if(isNaN(c)||c===p("/")||isSpecial(this.url)&&c===p("\\")||!this.stateOverride&&(c===p("?")||c===p("#"))){if(isSpecial(this.url)&&c===p("\\")){this.parseError=true}
if(isDoubleDot(this.buffer)){shortenPath(this.url);if(c!==p("/")&&!(isSpecial(this.url)&&c===p("\\"))){this.url.path.push("")}}else if(isSingleDot(this.buffer)&&
c!==p("/")&&!(isSpecial(this.url)&&c===p("\\"))){this.url.path.push("")}else if(!isSingleDot(this.buffer)){if(this.url.scheme==="file"&&this.url.path.length===0&&
isWindowsDriveLetterString(this.buffer)){this.buffer=`${this.buffer[0]}:`}this.url.path.push(this.buffer)}this.buffer="";if(c===p("?")){this.url.query="";this.state=
"query"}if(c===p("#")){this.url.fragment="";this.state="fragment"}}else{if(c===p("%")&&(!infra.isASCIIHex(this.input[this.pointer+1])||!infra.isASCIIHex(this.input[this.
pointer+2]))){this.parseError=true}this.buffer+=utf8PercentEncodeCodePoint(c,isPathPercentEncode)}return true};URLStateMachine.prototype["parse opaque path"]=function parseOpaquePath(c){
if(c===p("?")){this.url.query="";this.state="query"}else if(c===p("#")){this.url.fragment="";this.state="fragment"}else if(c===p(" ")){const remaining=this.input[this.
pointer+1];if(remaining===p("?")||remaining===p("#")){this.url.path+="%20"}else{this.url.path+=" "}}else{if(!isNaN(c)&&c!==p("%")){this.parseError=true}if(c===p(
"%")&&(!infra.isASCIIHex(this.input[this.pointer+1])||!infra.isASCIIHex(this.input[this.pointer+2]))){this.parseError=true}if(!isNaN(c)){this.url.path+=utf8PercentEncodeCodePoint(
c,isC0ControlPercentEncode)}}return true};URLStateMachine.prototype["parse query"]=function parseQuery(c,cStr){if(!isSpecial(this.url)||this.url.scheme==="ws"||
this.url.scheme==="wss"){this.encodingOverride="utf-8"}if(!this.stateOverride&&c===p("#")||isNaN(c)){const queryPercentEncodePredicate=isSpecial(this.url)?isSpecialQueryPercentEncode:
isQueryPercentEncode;this.url.query+=utf8PercentEncodeString(this.buffer,queryPercentEncodePredicate);this.buffer="";if(c===p("#")){this.url.fragment="";this.state=
"fragment"}}else if(!isNaN(c)){if(c===p("%")&&(!infra.isASCIIHex(this.input[this.pointer+1])||!infra.isASCIIHex(this.input[this.pointer+2]))){this.parseError=true}
this.buffer+=cStr}return true};URLStateMachine.prototype["parse fragment"]=function parseFragment(c){if(!isNaN(c)){if(c===p("%")&&(!infra.isASCIIHex(this.input[this.
pointer+1])||!infra.isASCIIHex(this.input[this.pointer+2]))){this.parseError=true}this.url.fragment+=utf8PercentEncodeCodePoint(c,isFragmentPercentEncode)}return true};
function serializeURL(url,excludeFragment){let output=`${url.scheme}:`;if(url.host!==null){output+="//";if(url.username!==""||url.password!==""){output+=url.username;
if(url.password!==""){output+=`:${url.password}`}output+="@"}output+=serializeHost(url.host);if(url.port!==null){output+=`:${url.port}`}}if(url.host===null&&!hasAnOpaquePath(
url)&&url.path.length>1&&url.path[0]===""){output+="/."}output+=serializePath(url);if(url.query!==null){output+=`?${url.query}`}if(!excludeFragment&&url.fragment!==
null){output+=`#${url.fragment}`}return output}function serializeOrigin(tuple){let result=`${tuple.scheme}://`;result+=serializeHost(tuple.host);if(tuple.port!==
null){result+=`:${tuple.port}`}return result}function serializePath(url){if(hasAnOpaquePath(url)){return url.path}let output="";for(const segment of url.path){output+=
`/${segment}`}return output}module.exports.serializeURL=serializeURL;module.exports.serializePath=serializePath;module.exports.serializeURLOrigin=function(url){
switch(url.scheme){case"blob":{const pathURL=module.exports.parseURL(serializePath(url));if(pathURL===null){return"null"}if(pathURL.scheme!=="http"&&pathURL.scheme!==
"https"){return"null"}return module.exports.serializeURLOrigin(pathURL)}case"ftp":case"http":case"https":case"ws":case"wss":return serializeOrigin({scheme:url.scheme,
host:url.host,port:url.port});case"file":return"null";default:return"null"}};module.exports.basicURLParse=function(input,options){if(options===void 0){options={}}
const usm=new URLStateMachine(input,options.baseURL,options.encodingOverride,options.url,options.stateOverride);if(usm.failure){return null}return usm.url};module.
exports.setTheUsername=function(url,username){url.username=utf8PercentEncodeString(username,isUserinfoPercentEncode)};module.exports.setThePassword=function(url,password){
url.password=utf8PercentEncodeString(password,isUserinfoPercentEncode)};module.exports.serializeHost=serializeHost;module.exports.cannotHaveAUsernamePasswordPort=
cannotHaveAUsernamePasswordPort;module.exports.hasAnOpaquePath=hasAnOpaquePath;module.exports.serializeInteger=function(integer){return String(integer)};module.
exports.parseURL=function(input,options){if(options===void 0){options={}}return module.exports.basicURLParse(input,{baseURL:options.baseURL,encodingOverride:options.
encodingOverride})}}});var require_urlencoded=__commonJS({"node_modules/whatwg-url/lib/urlencoded.js"(exports,module){"use strict";init_globals();var{utf8Encode,utf8DecodeWithoutBOM}=require_encoding();
var{percentDecodeBytes,utf8PercentEncodeString,isURLEncodedPercentEncode}=require_percent_encoding();function p(char){return char.codePointAt(0)}function parseUrlencoded(input){
const sequences=strictlySplitByteSequence(input,p("&"));const output=[];for(const bytes of sequences){if(bytes.length===0){continue}let name,value;const indexOfEqual=bytes.
indexOf(p("="));if(indexOfEqual>=0){name=bytes.slice(0,indexOfEqual);value=bytes.slice(indexOfEqual+1)}else{name=bytes;value=new Uint8Array(0)}name=replaceByteInByteSequence(
name,43,32);value=replaceByteInByteSequence(value,43,32);const nameString=utf8DecodeWithoutBOM(percentDecodeBytes(name));const valueString=utf8DecodeWithoutBOM(
percentDecodeBytes(value));output.push([nameString,valueString])}return output}function parseUrlencodedString(input){return parseUrlencoded(utf8Encode(input))}function serializeUrlencoded(tuples){
let output="";for(const[i,tuple]of tuples.entries()){const name=utf8PercentEncodeString(tuple[0],isURLEncodedPercentEncode,true);const value=utf8PercentEncodeString(
tuple[1],isURLEncodedPercentEncode,true);if(i!==0){output+="&"}output+=`${name}=${value}`}return output}function strictlySplitByteSequence(buf,cp){const list=[];
let last=0;let i=buf.indexOf(cp);while(i>=0){list.push(buf.slice(last,i));last=i+1;i=buf.indexOf(cp,last)}if(last!==buf.length){list.push(buf.slice(last))}return list}
function replaceByteInByteSequence(buf,from,to){let i=buf.indexOf(from);while(i>=0){buf[i]=to;i=buf.indexOf(from,i+1)}return buf}module.exports={parseUrlencodedString,
serializeUrlencoded}}});var require_Function=__commonJS({"node_modules/whatwg-url/lib/Function.js"(exports){"use strict";init_globals();var conversions=require_lib();var utils=require_utils();
exports.convert=(globalObject,value,{context="The provided value"}={})=>{if(typeof value!=="function"){throw new globalObject.TypeError(context+" is not a funct\
ion")}function invokeTheCallbackFunction(...args){const thisArg=utils.tryWrapperForImpl(this);let callResult;for(let i=0;i<args.length;i++){args[i]=utils.tryWrapperForImpl(
args[i])}callResult=Reflect.apply(value,thisArg,args);callResult=conversions["any"](callResult,{context,globals:globalObject});return callResult}invokeTheCallbackFunction.
construct=(...args)=>{for(let i=0;i<args.length;i++){args[i]=utils.tryWrapperForImpl(args[i])}let callResult=Reflect.construct(value,args);callResult=conversions["\
any"](callResult,{context,globals:globalObject});return callResult};invokeTheCallbackFunction[utils.wrapperSymbol]=value;invokeTheCallbackFunction.objectReference=
value;return invokeTheCallbackFunction}}});var require_URLSearchParams_impl=__commonJS({"node_modules/whatwg-url/lib/URLSearchParams-impl.js"(exports){"use strict";init_globals();var urlencoded=require_urlencoded();
exports.implementation=class URLSearchParamsImpl{constructor(globalObject,constructorArgs,{doNotStripQMark=false}){let init=constructorArgs[0];this._list=[];this.
_url=null;if(!doNotStripQMark&&typeof init==="string"&&init[0]==="?"){init=init.slice(1)}if(Array.isArray(init)){for(const pair of init){if(pair.length!==2){throw new TypeError(
"Failed to construct 'URLSearchParams': parameter 1 sequence's element does not contain exactly two elements.")}this._list.push([pair[0],pair[1]])}}else if(typeof init===
"object"&&Object.getPrototypeOf(init)===null){for(const name of Object.keys(init)){const value=init[name];this._list.push([name,value])}}else{this._list=urlencoded.
parseUrlencodedString(init)}}_updateSteps(){if(this._url!==null){let serializedQuery=urlencoded.serializeUrlencoded(this._list);if(serializedQuery===""){serializedQuery=
null}this._url._url.query=serializedQuery}}get size(){return this._list.length}append(name,value){this._list.push([name,value]);this._updateSteps()}delete(name,value){
let i=0;while(i<this._list.length){if(this._list[i][0]===name&&(value===void 0||this._list[i][1]===value)){this._list.splice(i,1)}else{i++}}this._updateSteps()}get(name){
for(const tuple of this._list){if(tuple[0]===name){return tuple[1]}}return null}getAll(name){const output=[];for(const tuple of this._list){if(tuple[0]===name){
output.push(tuple[1])}}return output}has(name,value){for(const tuple of this._list){if(tuple[0]===name&&(value===void 0||tuple[1]===value)){return true}}return false}set(name,value){
let found=false;let i=0;while(i<this._list.length){if(this._list[i][0]===name){if(found){this._list.splice(i,1)}else{found=true;this._list[i][1]=value;i++}}else{
i++}}if(!found){this._list.push([name,value])}this._updateSteps()}sort(){this._list.sort((a,b)=>{if(a[0]<b[0]){return-1}if(a[0]>b[0]){return 1}return 0});this._updateSteps()}[Symbol.
iterator](){return this._list[Symbol.iterator]()}toString(){return urlencoded.serializeUrlencoded(this._list)}}}});var require_URLSearchParams=__commonJS({"node_modules/whatwg-url/lib/URLSearchParams.js"(exports){"use strict";init_globals();var conversions=require_lib();var utils=require_utils();
var Function2=require_Function();var newObjectInRealm=utils.newObjectInRealm;var implSymbol=utils.implSymbol;var ctorRegistrySymbol=utils.ctorRegistrySymbol;var interfaceName="\
URLSearchParams";exports.is=value=>{return utils.isObject(value)&&utils.hasOwn(value,implSymbol)&&value[implSymbol]instanceof Impl.implementation};exports.isImpl=
value=>{return utils.isObject(value)&&value instanceof Impl.implementation};exports.convert=(globalObject,value,{context="The provided value"}={})=>{if(exports.
is(value)){return utils.implForWrapper(value)}throw new globalObject.TypeError(`${context} is not of type 'URLSearchParams'.`)};exports.createDefaultIterator=(globalObject,target,kind)=>{
const ctorRegistry=globalObject[ctorRegistrySymbol];const iteratorPrototype=ctorRegistry["URLSearchParams Iterator"];const iterator=Object.create(iteratorPrototype);
Object.defineProperty(iterator,utils.iterInternalSymbol,{value:{target,kind,index:0},configurable:true});return iterator};function makeWrapper(globalObject,newTarget){
let proto;if(newTarget!==void 0){proto=newTarget.prototype}if(!utils.isObject(proto)){proto=globalObject[ctorRegistrySymbol]["URLSearchParams"].prototype}return Object.
create(proto)}exports.create=(globalObject,constructorArgs,privateData)=>{const wrapper=makeWrapper(globalObject);return exports.setup(wrapper,globalObject,constructorArgs,
privateData)};exports.createImpl=(globalObject,constructorArgs,privateData)=>{const wrapper=exports.create(globalObject,constructorArgs,privateData);return utils.
implForWrapper(wrapper)};exports._internalSetup=(wrapper,globalObject)=>{};exports.setup=(wrapper,globalObject,constructorArgs=[],privateData={})=>{privateData.
wrapper=wrapper;exports._internalSetup(wrapper,globalObject);Object.defineProperty(wrapper,implSymbol,{value:new Impl.implementation(globalObject,constructorArgs,
privateData),configurable:true});wrapper[implSymbol][utils.wrapperSymbol]=wrapper;if(Impl.init){Impl.init(wrapper[implSymbol])}return wrapper};exports.new=(globalObject,newTarget)=>{
const wrapper=makeWrapper(globalObject,newTarget);exports._internalSetup(wrapper,globalObject);Object.defineProperty(wrapper,implSymbol,{value:Object.create(Impl.
implementation.prototype),configurable:true});wrapper[implSymbol][utils.wrapperSymbol]=wrapper;if(Impl.init){Impl.init(wrapper[implSymbol])}return wrapper[implSymbol]};
var exposed=new Set(["Window","Worker"]);exports.install=(globalObject,globalNames)=>{if(!globalNames.some(globalName=>exposed.has(globalName))){return}const ctorRegistry=utils.
initCtorRegistry(globalObject);class URLSearchParams2{constructor(){const args=[];{let curArg=arguments[0];if(curArg!==void 0){if(utils.isObject(curArg)){if(curArg[Symbol.
iterator]!==void 0){if(!utils.isObject(curArg)){throw new globalObject.TypeError("Failed to construct 'URLSearchParams': parameter 1 sequence is not an iterable\
 object.")}else{const V=[];const tmp=curArg;for(let nextItem of tmp){if(!utils.isObject(nextItem)){throw new globalObject.TypeError("Failed to construct 'URLSea\
rchParams': parameter 1 sequence's element is not an iterable object.")}else{const V2=[];const tmp2=nextItem;for(let nextItem2 of tmp2){nextItem2=conversions["U\
SVString"](nextItem2,{context:"Failed to construct 'URLSearchParams': parameter 1 sequence's element's element",globals:globalObject});V2.push(nextItem2)}nextItem=
V2}V.push(nextItem)}curArg=V}}else{if(!utils.isObject(curArg)){throw new globalObject.TypeError("Failed to construct 'URLSearchParams': parameter 1 record is no\
t an object.")}else{const result=Object.create(null);for(const key of Reflect.ownKeys(curArg)){const desc=Object.getOwnPropertyDescriptor(curArg,key);if(desc&&desc.
enumerable){let typedKey=key;typedKey=conversions["USVString"](typedKey,{context:"Failed to construct 'URLSearchParams': parameter 1 record's key",globals:globalObject});
let typedValue=curArg[key];typedValue=conversions["USVString"](typedValue,{context:"Failed to construct 'URLSearchParams': parameter 1 record's value",globals:globalObject});
result[typedKey]=typedValue}}curArg=result}}}else{curArg=conversions["USVString"](curArg,{context:"Failed to construct 'URLSearchParams': parameter 1",globals:globalObject})}}else{
curArg=""}args.push(curArg)}return exports.setup(Object.create(new.target.prototype),globalObject,args)}append(name,value){const esValue=this!==null&&this!==void 0?
this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'append' called on an object that is not a valid instance of URLSearchParams.")}if(arguments.
length<2){throw new globalObject.TypeError(`Failed to execute 'append' on 'URLSearchParams': 2 arguments required, but only ${arguments.length} present.`)}const args=[];
{let curArg=arguments[0];curArg=conversions["USVString"](curArg,{context:"Failed to execute 'append' on 'URLSearchParams': parameter 1",globals:globalObject});args.
push(curArg)}{let curArg=arguments[1];curArg=conversions["USVString"](curArg,{context:"Failed to execute 'append' on 'URLSearchParams': parameter 2",globals:globalObject});
args.push(curArg)}return utils.tryWrapperForImpl(esValue[implSymbol].append(...args))}delete(name){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.
is(esValue)){throw new globalObject.TypeError("'delete' called on an object that is not a valid instance of URLSearchParams.")}if(arguments.length<1){throw new globalObject.
TypeError(`Failed to execute 'delete' on 'URLSearchParams': 1 argument required, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];
curArg=conversions["USVString"](curArg,{context:"Failed to execute 'delete' on 'URLSearchParams': parameter 1",globals:globalObject});args.push(curArg)}{let curArg=arguments[1];
if(curArg!==void 0){curArg=conversions["USVString"](curArg,{context:"Failed to execute 'delete' on 'URLSearchParams': parameter 2",globals:globalObject})}args.push(
curArg)}return utils.tryWrapperForImpl(esValue[implSymbol].delete(...args))}get(name){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(
esValue)){throw new globalObject.TypeError("'get' called on an object that is not a valid instance of URLSearchParams.")}if(arguments.length<1){throw new globalObject.
TypeError(`Failed to execute 'get' on 'URLSearchParams': 1 argument required, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];curArg=
conversions["USVString"](curArg,{context:"Failed to execute 'get' on 'URLSearchParams': parameter 1",globals:globalObject});args.push(curArg)}return esValue[implSymbol].
get(...args)}getAll(name){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'getAll' called \
on an object that is not a valid instance of URLSearchParams.")}if(arguments.length<1){throw new globalObject.TypeError(`Failed to execute 'getAll' on 'URLSearc\
hParams': 1 argument required, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];curArg=conversions["USVString"](curArg,{context:"F\
ailed to execute 'getAll' on 'URLSearchParams': parameter 1",globals:globalObject});args.push(curArg)}return utils.tryWrapperForImpl(esValue[implSymbol].getAll(
...args))}has(name){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'has' called on an obj\
ect that is not a valid instance of URLSearchParams.")}if(arguments.length<1){throw new globalObject.TypeError(`Failed to execute 'has' on 'URLSearchParams': 1 \
argument required, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];curArg=conversions["USVString"](curArg,{context:"Failed to exe\
cute 'has' on 'URLSearchParams': parameter 1",globals:globalObject});args.push(curArg)}{let curArg=arguments[1];if(curArg!==void 0){curArg=conversions["USVStrin\
g"](curArg,{context:"Failed to execute 'has' on 'URLSearchParams': parameter 2",globals:globalObject})}args.push(curArg)}return esValue[implSymbol].has(...args)}set(name,value){
const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set' called on an object that is not a va\
lid instance of URLSearchParams.")}if(arguments.length<2){throw new globalObject.TypeError(`Failed to execute 'set' on 'URLSearchParams': 2 arguments required, \
but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];curArg=conversions["USVString"](curArg,{context:"Failed to execute 'set' on 'URLS\
earchParams': parameter 1",globals:globalObject});args.push(curArg)}{let curArg=arguments[1];curArg=conversions["USVString"](curArg,{context:"Failed to execute \
'set' on 'URLSearchParams': parameter 2",globals:globalObject});args.push(curArg)}return utils.tryWrapperForImpl(esValue[implSymbol].set(...args))}sort(){const esValue=this!==
null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'sort' called on an object that is not a valid instance of URLS\
earchParams.")}return utils.tryWrapperForImpl(esValue[implSymbol].sort())}toString(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){
throw new globalObject.TypeError("'toString' called on an object that is not a valid instance of URLSearchParams.")}return esValue[implSymbol].toString()}keys(){
if(!exports.is(this)){throw new globalObject.TypeError("'keys' called on an object that is not a valid instance of URLSearchParams.")}return exports.createDefaultIterator(
globalObject,this,"key")}values(){if(!exports.is(this)){throw new globalObject.TypeError("'values' called on an object that is not a valid instance of URLSearch\
Params.")}return exports.createDefaultIterator(globalObject,this,"value")}entries(){if(!exports.is(this)){throw new globalObject.TypeError("'entries' called on \
an object that is not a valid instance of URLSearchParams.")}return exports.createDefaultIterator(globalObject,this,"key+value")}forEach(callback){if(!exports.is(
this)){throw new globalObject.TypeError("'forEach' called on an object that is not a valid instance of URLSearchParams.")}if(arguments.length<1){throw new globalObject.
TypeError("Failed to execute 'forEach' on 'iterable': 1 argument required, but only 0 present.")}callback=Function2.convert(globalObject,callback,{context:"Fail\
ed to execute 'forEach' on 'iterable': The callback provided as parameter 1"});const thisArg=arguments[1];let pairs=Array.from(this[implSymbol]);let i=0;while(i<
pairs.length){const[key,value]=pairs[i].map(utils.tryWrapperForImpl);callback.call(thisArg,value,key,this);pairs=Array.from(this[implSymbol]);i++}}get size(){const esValue=this!==
null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'get size' called on an object that is not a valid instance of \
URLSearchParams.")}return esValue[implSymbol]["size"]}}Object.defineProperties(URLSearchParams2.prototype,{append:{enumerable:true},delete:{enumerable:true},get:{
enumerable:true},getAll:{enumerable:true},has:{enumerable:true},set:{enumerable:true},sort:{enumerable:true},toString:{enumerable:true},keys:{enumerable:true},values:{
enumerable:true},entries:{enumerable:true},forEach:{enumerable:true},size:{enumerable:true},[Symbol.toStringTag]:{value:"URLSearchParams",configurable:true},[Symbol.
iterator]:{value:URLSearchParams2.prototype.entries,configurable:true,writable:true}});ctorRegistry[interfaceName]=URLSearchParams2;ctorRegistry["URLSearchParam\
s Iterator"]=Object.create(ctorRegistry["%IteratorPrototype%"],{[Symbol.toStringTag]:{configurable:true,value:"URLSearchParams Iterator"}});utils.define(ctorRegistry["\
URLSearchParams Iterator"],{next(){const internal=this&&this[utils.iterInternalSymbol];if(!internal){throw new globalObject.TypeError("next() called on a value \
that is not a URLSearchParams iterator object")}const{target,kind,index}=internal;const values=Array.from(target[implSymbol]);const len=values.length;if(index>=
len){return newObjectInRealm(globalObject,{value:void 0,done:true})}const pair=values[index];internal.index=index+1;return newObjectInRealm(globalObject,utils.iteratorResult(
pair.map(utils.tryWrapperForImpl),kind))}});Object.defineProperty(globalObject,interfaceName,{configurable:true,writable:true,value:URLSearchParams2})};var Impl=require_URLSearchParams_impl()}});var require_URL_impl=__commonJS({"node_modules/whatwg-url/lib/URL-impl.js"(exports){"use strict";init_globals();var usm=require_url_state_machine();var urlencoded=require_urlencoded();
var URLSearchParams2=require_URLSearchParams();exports.implementation=class URLImpl{constructor(globalObject,[url,base]){let parsedBase=null;if(base!==void 0){parsedBase=
usm.basicURLParse(base);if(parsedBase===null){throw new TypeError(`Invalid base URL: ${base}`)}}const parsedURL=usm.basicURLParse(url,{baseURL:parsedBase});if(parsedURL===
null){throw new TypeError(`Invalid URL: ${url}`)}const query=parsedURL.query!==null?parsedURL.query:"";this._url=parsedURL;this._query=URLSearchParams2.createImpl(
globalObject,[query],{doNotStripQMark:true});this._query._url=this}static parse(globalObject,input,base){try{return new URLImpl(globalObject,[input,base])}catch{
return null}}static canParse(url,base){let parsedBase=null;if(base!==void 0){parsedBase=usm.basicURLParse(base);if(parsedBase===null){return false}}const parsedURL=usm.
basicURLParse(url,{baseURL:parsedBase});if(parsedURL===null){return false}return true}get href(){return usm.serializeURL(this._url)}set href(v){const parsedURL=usm.
basicURLParse(v);if(parsedURL===null){throw new TypeError(`Invalid URL: ${v}`)}this._url=parsedURL;this._query._list.splice(0);const{query}=parsedURL;if(query!==
null){this._query._list=urlencoded.parseUrlencodedString(query)}}get origin(){return usm.serializeURLOrigin(this._url)}get protocol(){return`${this._url.scheme}\
:`}set protocol(v){usm.basicURLParse(`${v}:`,{url:this._url,stateOverride:"scheme start"})}get username(){return this._url.username}set username(v){if(usm.cannotHaveAUsernamePasswordPort(
this._url)){return}usm.setTheUsername(this._url,v)}get password(){return this._url.password}set password(v){if(usm.cannotHaveAUsernamePasswordPort(this._url)){return}
usm.setThePassword(this._url,v)}get host(){const url=this._url;if(url.host===null){return""}if(url.port===null){return usm.serializeHost(url.host)}return`${usm.
serializeHost(url.host)}:${usm.serializeInteger(url.port)}`}set host(v){if(usm.hasAnOpaquePath(this._url)){return}usm.basicURLParse(v,{url:this._url,stateOverride:"\
host"})}get hostname(){if(this._url.host===null){return""}return usm.serializeHost(this._url.host)}set hostname(v){if(usm.hasAnOpaquePath(this._url)){return}usm.
basicURLParse(v,{url:this._url,stateOverride:"hostname"})}get port(){if(this._url.port===null){return""}return usm.serializeInteger(this._url.port)}set port(v){
if(usm.cannotHaveAUsernamePasswordPort(this._url)){return}if(v===""){this._url.port=null}else{usm.basicURLParse(v,{url:this._url,stateOverride:"port"})}}get pathname(){
return usm.serializePath(this._url)}set pathname(v){if(usm.hasAnOpaquePath(this._url)){return}this._url.path=[];usm.basicURLParse(v,{url:this._url,stateOverride:"\
path start"})}get search(){if(this._url.query===null||this._url.query===""){return""}return`?${this._url.query}`}set search(v){const url=this._url;if(v===""){url.
query=null;this._query._list=[];return}const input=v[0]==="?"?v.substring(1):v;url.query="";usm.basicURLParse(input,{url,stateOverride:"query"});this._query._list=
urlencoded.parseUrlencodedString(input)}get searchParams(){return this._query}get hash(){if(this._url.fragment===null||this._url.fragment===""){return""}return`\
#${this._url.fragment}`}set hash(v){if(v===""){this._url.fragment=null;return}const input=v[0]==="#"?v.substring(1):v;this._url.fragment="";usm.basicURLParse(input,
{url:this._url,stateOverride:"fragment"})}toJSON(){return this.href}}}});var require_URL=__commonJS({"node_modules/whatwg-url/lib/URL.js"(exports){"use strict";init_globals();var conversions=require_lib();var utils=require_utils();var implSymbol=utils.
implSymbol;var ctorRegistrySymbol=utils.ctorRegistrySymbol;var interfaceName="URL";exports.is=value=>{return utils.isObject(value)&&utils.hasOwn(value,implSymbol)&&
value[implSymbol]instanceof Impl.implementation};exports.isImpl=value=>{return utils.isObject(value)&&value instanceof Impl.implementation};exports.convert=(globalObject,value,{
context="The provided value"}={})=>{if(exports.is(value)){return utils.implForWrapper(value)}throw new globalObject.TypeError(`${context} is not of type 'URL'.`)};
function makeWrapper(globalObject,newTarget){let proto;if(newTarget!==void 0){proto=newTarget.prototype}if(!utils.isObject(proto)){proto=globalObject[ctorRegistrySymbol]["\
URL"].prototype}return Object.create(proto)}exports.create=(globalObject,constructorArgs,privateData)=>{const wrapper=makeWrapper(globalObject);return exports.setup(
wrapper,globalObject,constructorArgs,privateData)};exports.createImpl=(globalObject,constructorArgs,privateData)=>{const wrapper=exports.create(globalObject,constructorArgs,
privateData);return utils.implForWrapper(wrapper)};exports._internalSetup=(wrapper,globalObject)=>{};exports.setup=(wrapper,globalObject,constructorArgs=[],privateData={})=>{
privateData.wrapper=wrapper;exports._internalSetup(wrapper,globalObject);Object.defineProperty(wrapper,implSymbol,{value:new Impl.implementation(globalObject,constructorArgs,
privateData),configurable:true});wrapper[implSymbol][utils.wrapperSymbol]=wrapper;if(Impl.init){Impl.init(wrapper[implSymbol])}return wrapper};exports.new=(globalObject,newTarget)=>{
const wrapper=makeWrapper(globalObject,newTarget);exports._internalSetup(wrapper,globalObject);Object.defineProperty(wrapper,implSymbol,{value:Object.create(Impl.
implementation.prototype),configurable:true});wrapper[implSymbol][utils.wrapperSymbol]=wrapper;if(Impl.init){Impl.init(wrapper[implSymbol])}return wrapper[implSymbol]};
var exposed=new Set(["Window","Worker"]);exports.install=(globalObject,globalNames)=>{if(!globalNames.some(globalName=>exposed.has(globalName))){return}const ctorRegistry=utils.
initCtorRegistry(globalObject);class URL2{constructor(url){if(arguments.length<1){throw new globalObject.TypeError(`Failed to construct 'URL': 1 argument requir\
ed, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];curArg=conversions["USVString"](curArg,{context:"Failed to construct 'URL': p\
arameter 1",globals:globalObject});args.push(curArg)}{let curArg=arguments[1];if(curArg!==void 0){curArg=conversions["USVString"](curArg,{context:"Failed to con\
struct 'URL': parameter 2",globals:globalObject})}args.push(curArg)}return exports.setup(Object.create(new.target.prototype),globalObject,args)}toJSON(){const esValue=this!==
null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'toJSON' called on an object that is not a valid instance of UR\
L.")}return esValue[implSymbol].toJSON()}get href(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError(
"'get href' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["href"]}set href(V){const esValue=this!==null&&this!==void 0?this:
globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set href' called on an object that is not a valid instance of URL.")}V=conversions["USV\
String"](V,{context:"Failed to set the 'href' property on 'URL': The provided value",globals:globalObject});esValue[implSymbol]["href"]=V}toString(){const esValue=this;
if(!exports.is(esValue)){throw new globalObject.TypeError("'toString' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["hre\
f"]}get origin(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'get origin' called on an\
 object that is not a valid instance of URL.")}return esValue[implSymbol]["origin"]}get protocol(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.
is(esValue)){throw new globalObject.TypeError("'get protocol' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["protocol"]}set protocol(V){
const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set protocol' called on an object that is\
 not a valid instance of URL.")}V=conversions["USVString"](V,{context:"Failed to set the 'protocol' property on 'URL': The provided value",globals:globalObject});
esValue[implSymbol]["protocol"]=V}get username(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError(
"'get username' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["username"]}set username(V){const esValue=this!==null&&this!==
void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set username' called on an object that is not a valid instance of URL.")}V=
conversions["USVString"](V,{context:"Failed to set the 'username' property on 'URL': The provided value",globals:globalObject});esValue[implSymbol]["username"]=
V}get password(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'get password' called on \
an object that is not a valid instance of URL.")}return esValue[implSymbol]["password"]}set password(V){const esValue=this!==null&&this!==void 0?this:globalObject;
if(!exports.is(esValue)){throw new globalObject.TypeError("'set password' called on an object that is not a valid instance of URL.")}V=conversions["USVString"](
V,{context:"Failed to set the 'password' property on 'URL': The provided value",globals:globalObject});esValue[implSymbol]["password"]=V}get host(){const esValue=this!==
null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'get host' called on an object that is not a valid instance of \
URL.")}return esValue[implSymbol]["host"]}set host(V){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.
TypeError("'set host' called on an object that is not a valid instance of URL.")}V=conversions["USVString"](V,{context:"Failed to set the 'host' property on 'UR\
L': The provided value",globals:globalObject});esValue[implSymbol]["host"]=V}get hostname(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.
is(esValue)){throw new globalObject.TypeError("'get hostname' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["hostname"]}set hostname(V){
const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set hostname' called on an object that is\
 not a valid instance of URL.")}V=conversions["USVString"](V,{context:"Failed to set the 'hostname' property on 'URL': The provided value",globals:globalObject});
esValue[implSymbol]["hostname"]=V}get port(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError(
"'get port' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["port"]}set port(V){const esValue=this!==null&&this!==void 0?this:
globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set port' called on an object that is not a valid instance of URL.")}V=conversions["USV\
String"](V,{context:"Failed to set the 'port' property on 'URL': The provided value",globals:globalObject});esValue[implSymbol]["port"]=V}get pathname(){const esValue=this!==
null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'get pathname' called on an object that is not a valid instance\
 of URL.")}return esValue[implSymbol]["pathname"]}set pathname(V){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.
TypeError("'set pathname' called on an object that is not a valid instance of URL.")}V=conversions["USVString"](V,{context:"Failed to set the 'pathname' propert\
y on 'URL': The provided value",globals:globalObject});esValue[implSymbol]["pathname"]=V}get search(){const esValue=this!==null&&this!==void 0?this:globalObject;
if(!exports.is(esValue)){throw new globalObject.TypeError("'get search' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["s\
earch"]}set search(V){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set search' called \
on an object that is not a valid instance of URL.")}V=conversions["USVString"](V,{context:"Failed to set the 'search' property on 'URL': The provided value",globals:globalObject});
esValue[implSymbol]["search"]=V}get searchParams(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError(
"'get searchParams' called on an object that is not a valid instance of URL.")}return utils.getSameObject(this,"searchParams",()=>{return utils.tryWrapperForImpl(
esValue[implSymbol]["searchParams"])})}get hash(){const esValue=this!==null&&this!==void 0?this:globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError(
"'get hash' called on an object that is not a valid instance of URL.")}return esValue[implSymbol]["hash"]}set hash(V){const esValue=this!==null&&this!==void 0?this:
globalObject;if(!exports.is(esValue)){throw new globalObject.TypeError("'set hash' called on an object that is not a valid instance of URL.")}V=conversions["USV\
String"](V,{context:"Failed to set the 'hash' property on 'URL': The provided value",globals:globalObject});esValue[implSymbol]["hash"]=V}static parse(url){if(arguments.
length<1){throw new globalObject.TypeError(`Failed to execute 'parse' on 'URL': 1 argument required, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];
curArg=conversions["USVString"](curArg,{context:"Failed to execute 'parse' on 'URL': parameter 1",globals:globalObject});args.push(curArg)}{let curArg=arguments[1];
if(curArg!==void 0){curArg=conversions["USVString"](curArg,{context:"Failed to execute 'parse' on 'URL': parameter 2",globals:globalObject})}args.push(curArg)}return utils.
tryWrapperForImpl(Impl.implementation.parse(globalObject,...args))}static canParse(url){if(arguments.length<1){throw new globalObject.TypeError(`Failed to execu\
te 'canParse' on 'URL': 1 argument required, but only ${arguments.length} present.`)}const args=[];{let curArg=arguments[0];curArg=conversions["USVString"](curArg,
{context:"Failed to execute 'canParse' on 'URL': parameter 1",globals:globalObject});args.push(curArg)}{let curArg=arguments[1];if(curArg!==void 0){curArg=conversions["\
USVString"](curArg,{context:"Failed to execute 'canParse' on 'URL': parameter 2",globals:globalObject})}args.push(curArg)}return Impl.implementation.canParse(...args)}}
Object.defineProperties(URL2.prototype,{toJSON:{enumerable:true},href:{enumerable:true},toString:{enumerable:true},origin:{enumerable:true},protocol:{enumerable:true},
username:{enumerable:true},password:{enumerable:true},host:{enumerable:true},hostname:{enumerable:true},port:{enumerable:true},pathname:{enumerable:true},search:{
enumerable:true},searchParams:{enumerable:true},hash:{enumerable:true},[Symbol.toStringTag]:{value:"URL",configurable:true}});Object.defineProperties(URL2,{parse:{
enumerable:true},canParse:{enumerable:true}});ctorRegistry[interfaceName]=URL2;Object.defineProperty(globalObject,interfaceName,{configurable:true,writable:true,
value:URL2});if(globalNames.includes("Window")){Object.defineProperty(globalObject,"webkitURL",{configurable:true,writable:true,value:URL2})}};var Impl=require_URL_impl()}});var require_webidl2js_wrapper=__commonJS({"node_modules/whatwg-url/webidl2js-wrapper.js"(exports){"use strict";init_globals();var URL2=require_URL();var URLSearchParams2=require_URLSearchParams();
exports.URL=URL2;exports.URLSearchParams=URLSearchParams2}});var require_whatwg_url=__commonJS({"node_modules/whatwg-url/index.js"(exports){"use strict";init_globals();var{URL:URL2,URLSearchParams:URLSearchParams2}=require_webidl2js_wrapper();
var urlStateMachine=require_url_state_machine();var percentEncoding=require_percent_encoding();var sharedGlobalObject={Array,Object,Promise,String,TypeError};URL2.
install(sharedGlobalObject,["Window"]);URLSearchParams2.install(sharedGlobalObject,["Window"]);exports.URL=sharedGlobalObject.URL;exports.URLSearchParams=sharedGlobalObject.
URLSearchParams;exports.parseURL=urlStateMachine.parseURL;exports.basicURLParse=urlStateMachine.basicURLParse;exports.serializeURL=urlStateMachine.serializeURL;
exports.serializePath=urlStateMachine.serializePath;exports.serializeHost=urlStateMachine.serializeHost;exports.serializeInteger=urlStateMachine.serializeInteger;
exports.serializeURLOrigin=urlStateMachine.serializeURLOrigin;exports.setTheUsername=urlStateMachine.setTheUsername;exports.setThePassword=urlStateMachine.setThePassword;
exports.cannotHaveAUsernamePasswordPort=urlStateMachine.cannotHaveAUsernamePasswordPort;exports.hasAnOpaquePath=urlStateMachine.hasAnOpaquePath;exports.percentDecodeString=
percentEncoding.percentDecodeString;exports.percentDecodeBytes=percentEncoding.percentDecodeBytes}});var whatwg_url_exports={};__export(whatwg_url_exports,{default:()=>whatwg_url_default});init_globals();var import_whatwg_url=__toESM(require_whatwg_url(),1);var{
coded}=load("errors.js");var inspected=Symbol.for("nodejs.util.inspect.custom");var URL=class extends import_whatwg_url.URL{constructor(text,base){if(text===void 0&&
base===void 0)throw coded(TypeError,"ERR_MISSING_ARGS",'The "url" argument must be specified');try{if(base===void 0)super(text);else super(text,base)}catch(error){
throw error instanceof TypeError&&error.message.startsWith("Invalid ")?Object.assign(coded(TypeError,"ERR_INVALID_URL","Invalid URL"),{input:String(text),...base===
void 0?{}:{base:String(base)}}):error}}};var parts=["href","origin","protocol","username","password","host","hostname","port","pathname","search","searchParams",
"hash"];Object.defineProperty(URL,"name",{value:"URL"});Object.defineProperty(URL.prototype,inspected,{value(depth,options,inspect){return`URL ${inspect(Object.
fromEntries(parts.map(part=>[part,this[part]])),options)}`}});Object.defineProperty(import_whatwg_url.URLSearchParams,"name",{value:"URLSearchParams"});Object.defineProperty(
import_whatwg_url.URLSearchParams.prototype,inspected,{value(depth,options,inspect){const pairs=[...this].map(([name,value])=>`${inspect(name)} => ${inspect(value)}`);
return pairs.length===0?"URLSearchParams {}":`URLSearchParams { ${pairs.join(", ")} }`}});var whatwg_url_default={URL,URLSearchParams:import_whatwg_url.URLSearchParams};return __toCommonJS(whatwg_url_exports);})();
return library.default; })
