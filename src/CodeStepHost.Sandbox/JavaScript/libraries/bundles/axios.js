// Made by build.mjs from the packages of package-lock.json; do not edit.
(function (host, load) {
var library=(()=>{var __defProp=Object.defineProperty;var __getOwnPropDesc=Object.getOwnPropertyDescriptor;var __getOwnPropNames=Object.getOwnPropertyNames;var __hasOwnProp=Object.prototype.hasOwnProperty;var __export=(target,all3)=>{for(var name in all3)__defProp(target,name,{get:all3[name],enumerable:true})};var __copyProps=(to,from,except,desc)=>{if(from&&typeof from===
"object"||typeof from==="function"){for(let key of __getOwnPropNames(from))if(!__hasOwnProp.call(to,key)&&key!==except)__defProp(to,key,{get:()=>from[key],enumerable:!(desc=
__getOwnPropDesc(from,key))||desc.enumerable})}return to};var __toCommonJS=mod=>__copyProps(__defProp({},"__esModule",{value:true}),mod);var axios_exports={};__export(axios_exports,{default:()=>axios_default2});var lazily=(file,name)=>class{constructor(...values){return new(load(file))[name](...values)}};var TextEncoder=lazily("text-encoding.js","TextEncoder");var TextDecoder=lazily(
"text-encoding.js","TextDecoder");var process={cwd:()=>"/"};function compile(names,body){return host.compileTemplate(String(names),String(body))}compile.prototype=
Function.prototype;var self=Object.create(globalThis,{Function:{value:compile},_:{value:void 0}});function bind(fn,thisArg){return function wrap(){return fn.apply(thisArg,arguments)}}var{toString}=Object.prototype;var{getPrototypeOf}=Object;var{iterator,toStringTag}=Symbol;var hasOwnProperty=(({hasOwnProperty:hasOwnProperty2})=>(obj,prop)=>hasOwnProperty2.
call(obj,prop))(Object.prototype);var isUnsafeObjectKey=prop=>typeof prop==="string"&&(prop==="__proto__"||prop==="constructor"||prop==="prototype");var isPrototypeBoundary=(obj,prototype2,source)=>obj===
Object.prototype||!source&&prototype2===null;var isSafeAndFullyMutable=obj=>{if(!Object.isExtensible(obj)){return false}const props=Object.getOwnPropertyNames(obj);
if(Object.getOwnPropertySymbols){props.push(...Object.getOwnPropertySymbols(obj))}return props.every(prop=>{if(isUnsafeObjectKey(prop)){return false}const descriptor=Object.
getOwnPropertyDescriptor(obj,prop);return!!descriptor&&descriptor.configurable&&descriptor.writable===true})};var hasOwnInPrototypeChain=(thing,prop)=>{let obj=thing;
const seen=[];while(obj!=null){if(seen.indexOf(obj)!==-1){return false}seen.push(obj);const prototype2=getPrototypeOf(obj);if(isPrototypeBoundary(obj,prototype2,
obj===thing)){return false}if(hasOwnProperty(obj,prop)){return true}obj=prototype2}return false};var getSafeProp=(obj,prop)=>obj!=null&&hasOwnInPrototypeChain(obj,
prop)?obj[prop]:void 0;var toSafeFlatObject=thing=>{if(thing==null||typeof thing!=="object"&&typeof thing!=="function"){return thing}const sourcePrototype=getPrototypeOf(
thing);if(sourcePrototype===null&&isSafeAndFullyMutable(thing)){return thing}const result=Object.create(null);const merged=Object.create(null);const seen=[];let current=thing;
while(current!=null){if(seen.indexOf(current)!==-1){break}seen.push(current);const prototype2=current===thing?sourcePrototype:getPrototypeOf(current);if(isPrototypeBoundary(
current,prototype2,current===thing)){break}const props=Object.getOwnPropertyNames(current);if(Object.getOwnPropertySymbols){props.push(...Object.getOwnPropertySymbols(
current))}for(const prop of props){if(isUnsafeObjectKey(prop)){continue}if(!hasOwnProperty(merged,prop)){result[prop]=thing[prop];merged[prop]=true}}current=prototype2}
return result};var kindOf=(cache=>thing=>{const str=toString.call(thing);return cache[str]||(cache[str]=str.slice(8,-1).toLowerCase())})(Object.create(null));var kindOfTest=type=>{
type=type.toLowerCase();return thing=>kindOf(thing)===type};var typeOfTest=type=>thing=>typeof thing===type;var{isArray}=Array;var isUndefined=typeOfTest("undef\
ined");function isBuffer(val){return val!==null&&!isUndefined(val)&&val.constructor!==null&&!isUndefined(val.constructor)&&isFunction(val.constructor.isBuffer)&&
val.constructor.isBuffer(val)}var isArrayBuffer=kindOfTest("ArrayBuffer");function isArrayBufferView(val){let result;if(typeof ArrayBuffer!=="undefined"&&ArrayBuffer.
isView){result=ArrayBuffer.isView(val)}else{result=val&&val.buffer&&isArrayBuffer(val.buffer)}return result}var isString=typeOfTest("string");var isFunction=typeOfTest(
"function");var isNumber=typeOfTest("number");var isObject=thing=>thing!==null&&typeof thing==="object";var isBoolean=thing=>thing===true||thing===false;var isPlainObject=val=>{
if(!isObject(val)){return false}const prototype2=getPrototypeOf(val);return(prototype2===null||prototype2===Object.prototype||getPrototypeOf(prototype2)===null)&&
(isPrototypeBoundary(val,prototype2,true)||!hasOwnProperty(val,toStringTag)&&!hasOwnProperty(val,iterator))};var isEmptyObject=val=>{if(!isObject(val)||isBuffer(
val)){return false}try{return Object.keys(val).length===0&&Object.getPrototypeOf(val)===Object.prototype}catch(e){return false}};var isDate=kindOfTest("Date");var isFile=kindOfTest(
"File");var isReactNativeBlob=value=>{return!!(value&&typeof value.uri!=="undefined")};var isReactNative=formData=>formData&&typeof formData.getParts!=="undefin\
ed";var isBlob=kindOfTest("Blob");var isFileList=kindOfTest("FileList");var isSet=kindOfTest("Set");var isStream=val=>isObject(val)&&isFunction(val.pipe);function getGlobal(){
if(typeof globalThis!=="undefined")return globalThis;if(typeof self!=="undefined")return self;if(typeof window!=="undefined")return window;if(typeof global!=="u\
ndefined")return global;return{}}var G=getGlobal();var FormDataCtor=typeof G.FormData!=="undefined"?G.FormData:void 0;var isFormData=thing=>{if(!thing)return false;
if(FormDataCtor&&thing instanceof FormDataCtor)return true;const proto=getPrototypeOf(thing);if(!proto||proto===Object.prototype)return false;if(!isFunction(thing.
append))return false;const kind=kindOf(thing);return kind==="formdata"||kind==="object"&&isFunction(thing.toString)&&thing.toString()==="[object FormData]"};var isURLSearchParams=kindOfTest(
"URLSearchParams");var[isReadableStream,isRequest,isResponse,isHeaders]=["ReadableStream","Request","Response","Headers"].map(kindOfTest);var trim=str=>{return str.
trim?str.trim():str.replace(/^[\s\uFEFF\xA0]+|[\s\uFEFF\xA0]+$/g,"")};function forEach(obj,fn,{allOwnKeys=false}={}){if(obj===null||typeof obj==="undefined"){return}
let i;let l;if(typeof obj!=="object"){obj=[obj]}if(isArray(obj)){for(i=0,l=obj.length;i<l;i++){fn.call(null,obj[i],i,obj)}}else{if(isBuffer(obj)){return}const keys=allOwnKeys?
Object.getOwnPropertyNames(obj):Object.keys(obj);const len=keys.length;let key;for(i=0;i<len;i++){key=keys[i];fn.call(null,obj[key],key,obj)}}}function findKey(obj,key){
if(isBuffer(obj)){return null}key=key.toLowerCase();const keys=Object.keys(obj);let i=keys.length;let _key;while(i-- >0){_key=keys[i];if(key===_key.toLowerCase()){
return _key}}return null}var _global=(()=>{if(typeof globalThis!=="undefined")return globalThis;return typeof self!=="undefined"?self:typeof window!=="undefined"?
window:global})();var isContextDefined=context=>!isUndefined(context)&&context!==_global;function merge(...objs){const{caseless,skipUndefined}=isContextDefined(
this)&&this||{};const result={};const lowerCaseKeys=caseless?Object.create(null):null;const assignValue=(val,key)=>{if(key==="__proto__"||key==="constructor"||key===
"prototype"){return}let targetKey=key;if(lowerCaseKeys&&typeof key==="string"){const lowerKey=key.toLowerCase();const knownKey=lowerCaseKeys[lowerKey];if(knownKey!==
void 0&&hasOwnProperty(result,knownKey)){targetKey=knownKey}else{lowerCaseKeys[lowerKey]=key}}const existing=hasOwnProperty(result,targetKey)?result[targetKey]:
void 0;if(isPlainObject(existing)&&isPlainObject(val)){result[targetKey]=merge(existing,val)}else if(isPlainObject(val)){result[targetKey]=merge({},val)}else if(isArray(
val)){result[targetKey]=val.slice()}else if(!skipUndefined||!isUndefined(val)){result[targetKey]=val}};for(let i=0,l=objs.length;i<l;i++){const source=objs[i];if(!source||
isBuffer(source)){continue}forEach(source,assignValue);if(typeof source!=="object"||isArray(source)||!Object.getOwnPropertySymbols){continue}const symbols=Object.
getOwnPropertySymbols(source);for(let j=0;j<symbols.length;j++){const symbol=symbols[j];if(propertyIsEnumerable.call(source,symbol)){assignValue(source[symbol],
symbol)}}}return result}var extend=(a,b,thisArg,{allOwnKeys}={})=>{forEach(b,(val,key)=>{if(thisArg&&isFunction(val)){Object.defineProperty(a,key,{__proto__:null,
value:bind(val,thisArg),writable:true,enumerable:true,configurable:true})}else{Object.defineProperty(a,key,{__proto__:null,value:val,writable:true,enumerable:true,
configurable:true})}},{allOwnKeys});return a};var stripBOM=content=>{if(content.charCodeAt(0)===65279){content=content.slice(1)}return content};var inherits=(constructor,superConstructor,props,descriptors)=>{
constructor.prototype=Object.create(superConstructor.prototype,descriptors);Object.defineProperty(constructor.prototype,"constructor",{__proto__:null,value:constructor,
writable:true,enumerable:false,configurable:true});Object.defineProperty(constructor,"super",{__proto__:null,value:superConstructor.prototype});props&&Object.assign(
constructor.prototype,props)};var toFlatObject=(sourceObj,destObj,filter2,propFilter)=>{let props;let i;let prop;const merged={};destObj=destObj||{};if(sourceObj==
null)return destObj;do{props=Object.getOwnPropertyNames(sourceObj);i=props.length;while(i-- >0){prop=props[i];if((!propFilter||propFilter(prop,sourceObj,destObj))&&
!merged[prop]){destObj[prop]=sourceObj[prop];merged[prop]=true}}sourceObj=filter2!==false&&getPrototypeOf(sourceObj)}while(sourceObj&&(!filter2||filter2(sourceObj,
destObj))&&sourceObj!==Object.prototype);return destObj};var endsWith=(str,searchString,position)=>{str=String(str);if(position===void 0||position>str.length){position=
str.length}position-=searchString.length;const lastIndex=str.indexOf(searchString,position);return lastIndex!==-1&&lastIndex===position};var toArray=thing=>{if(!thing)
return null;if(isArray(thing))return thing;let i=thing.length;if(!Number.isSafeInteger(i)||i<0||i>4294967295)return null;const indexes=new Set;const seen=new Set;
let source=thing;while(source!=null&&indexes.size<i){if(seen.has(source))return null;seen.add(source);const prototype2=getPrototypeOf(source);if(isPrototypeBoundary(
source,prototype2,source===thing))break;Object.getOwnPropertyNames(source).forEach(key=>{const index=+key;if(Number.isInteger(index)&&index>=0&&index<i&&String(
index)===key&&hasOwnProperty(source,key)){indexes.add(index)}});source=prototype2}if(indexes.size!==i)return null;const arr=new Array(i);while(i-- >0){arr[i]=thing[i]}
return arr};var isTypedArray=(TypedArray=>{return thing=>{return TypedArray&&thing instanceof TypedArray}})(typeof Uint8Array!=="undefined"&&getPrototypeOf(Uint8Array));
var forEachEntry=(obj,fn)=>{const generator=obj&&obj[iterator];const _iterator=generator.call(obj);let result;while((result=_iterator.next())&&!result.done){const pair=result.
value;fn.call(obj,pair[0],pair[1])}};var matchAll=(regExp,str)=>{let matches;const arr=[];while((matches=regExp.exec(str))!==null){arr.push(matches)}return arr};
var isHTMLForm=kindOfTest("HTMLFormElement");var toCamelCase=str=>{return str.toLowerCase().replace(/[-_\s]([a-z\d])(\w*)/g,function replacer(m,p1,p2){return p1.
toUpperCase()+p2})};var{propertyIsEnumerable}=Object.prototype;var isRegExp=kindOfTest("RegExp");var reduceDescriptors=(obj,reducer)=>{const descriptors=Object.
getOwnPropertyDescriptors(obj);const reducedDescriptors={};forEach(descriptors,(descriptor,name)=>{let ret;if((ret=reducer(descriptor,name,obj))!==false){reducedDescriptors[name]=
ret||descriptor}});Object.defineProperties(obj,reducedDescriptors)};var freezeMethods=obj=>{reduceDescriptors(obj,(descriptor,name)=>{if(isFunction(obj)&&["argu\
ments","caller","callee"].includes(name)){return false}const value=obj[name];if(!isFunction(value))return;descriptor.enumerable=false;if("writable"in descriptor){
descriptor.writable=false;return}if(!descriptor.set){descriptor.set=()=>{throw Error("Can not rewrite read-only method '"+name+"'")}}})};var toObjectSet=(arrayOrString,delimiter)=>{
const obj={};const define=arr=>{arr.forEach(value=>{obj[value]=true})};isArray(arrayOrString)?define(arrayOrString):define(String(arrayOrString).split(delimiter));
return obj};var noop=()=>{};var toFiniteNumber=(value,defaultValue)=>{return value!=null&&Number.isFinite(value=+value)?value:defaultValue};function isSpecCompliantForm(thing){
return!!(thing&&isFunction(thing.append)&&thing[toStringTag]==="FormData"&&thing[iterator])}var toJSONObject=obj=>{const visited=new WeakSet;const visit=source=>{
if(isObject(source)){if(visited.has(source)){return}if(isBuffer(source)){return source}if(!("toJSON"in source)){visited.add(source);let target;if(isSet(source)){
target=[];for(const value of source){const reducedValue=visit(value);!isUndefined(reducedValue)&&target.push(reducedValue)}}else{target=isArray(source)?[]:{};forEach(
source,(value,key)=>{const reducedValue=visit(value);!isUndefined(reducedValue)&&(target[key]=reducedValue)})}visited.delete(source);return target}}return source};
return visit(obj)};var isAsyncFn=kindOfTest("AsyncFunction");var isThenable=thing=>thing&&(isObject(thing)||isFunction(thing))&&isFunction(thing.then)&&isFunction(
thing.catch);var _setImmediate=((setImmediateSupported,postMessageSupported)=>{if(setImmediateSupported){return setImmediate}return postMessageSupported?((token,callbacks)=>{
_global.addEventListener("message",({source,data})=>{if(source===_global&&data===token){callbacks.length&&callbacks.shift()()}},false);return cb=>{callbacks.push(
cb);_global.postMessage(token,"*")}})(`axios@${Math.random()}`,[]):cb=>setTimeout(cb)})(typeof setImmediate==="function",isFunction(_global.postMessage));var asap=typeof queueMicrotask!==
"undefined"?queueMicrotask.bind(_global):typeof process!=="undefined"&&process.nextTick||_setImmediate;var isIterable=thing=>thing!=null&&isFunction(thing[iterator]);
var isSafeIterable=thing=>thing!=null&&hasOwnInPrototypeChain(thing,iterator)&&isIterable(thing);var utils_default={isArray,isArrayBuffer,isBuffer,isFormData,isArrayBufferView,
isString,isNumber,isBoolean,isObject,isPlainObject,isEmptyObject,isReadableStream,isRequest,isResponse,isHeaders,isUndefined,isDate,isFile,isReactNativeBlob,isReactNative,
isBlob,isRegExp,isFunction,isStream,isURLSearchParams,isTypedArray,isFileList,forEach,merge,extend,trim,stripBOM,inherits,toFlatObject,kindOf,kindOfTest,endsWith,
toArray,forEachEntry,matchAll,isHTMLForm,hasOwnProperty,hasOwnProp:hasOwnProperty,hasOwnInPrototypeChain,getSafeProp,toSafeFlatObject,reduceDescriptors,freezeMethods,
toObjectSet,toCamelCase,noop,toFiniteNumber,findKey,global:_global,isContextDefined,isSpecCompliantForm,toJSONObject,isAsyncFn,isThenable,setImmediate:_setImmediate,
asap,isIterable,isSafeIterable};var ignoreDuplicateOf=utils_default.toObjectSet(["age","authorization","content-length","content-type","etag","expires","from","host","if-modified-since","if-un\
modified-since","last-modified","location","max-forwards","proxy-authorization","referer","retry-after","user-agent"]);var parseHeaders_default=rawHeaders=>{const parsed=Object.
create(null);let key;let val;let i;rawHeaders&&rawHeaders.split("\n").forEach(function parser(line){i=line.indexOf(":");key=line.substring(0,i).trim().toLowerCase();
val=line.substring(i+1).trim();const hasKey=utils_default.hasOwnProp(parsed,key);if(!key||hasKey&&utils_default.hasOwnProp(ignoreDuplicateOf,key)){return}if(key===
"set-cookie"){if(hasKey){parsed[key].push(val)}else{parsed[key]=[val]}}else{parsed[key]=hasKey?parsed[key]+", "+val:val}});return parsed};function trimSPorHTAB(str){let start=0;let end=str.length;while(start<end){const code=str.charCodeAt(start);if(code!==9&&code!==32){break}start+=1}while(end>start){
const code=str.charCodeAt(end-1);if(code!==9&&code!==32){break}end-=1}return start===0&&end===str.length?str:str.slice(start,end)}var INVALID_UNICODE_HEADER_VALUE_CHARS=new RegExp(
"[\\u0000-\\u0008\\u000a-\\u001f\\u007f]+","g");var INVALID_BYTE_STRING_HEADER_VALUE_CHARS=new RegExp("[^\\u0009\\u0020-\\u007e\\u0080-\\u00ff]+","g");function sanitizeValue(value,invalidChars){
if(utils_default.isArray(value)){return value.map(item=>sanitizeValue(item,invalidChars))}return trimSPorHTAB(String(value).replace(invalidChars,""))}var sanitizeHeaderValue=value=>sanitizeValue(
value,INVALID_UNICODE_HEADER_VALUE_CHARS);var sanitizeByteStringHeaderValue=value=>sanitizeValue(value,INVALID_BYTE_STRING_HEADER_VALUE_CHARS);function toByteStringHeaderObject(headers){
const byteStringHeaders=Object.create(null);utils_default.forEach(headers.toJSON(),(value,header)=>{byteStringHeaders[header]=sanitizeByteStringHeaderValue(value)});
return byteStringHeaders}var $internals=Symbol("internals");function normalizeHeader(header){return header&&String(header).trim().toLowerCase()}function normalizeValue(value){if(value===
false||value==null){return value}return utils_default.isArray(value)?value.map(normalizeValue):sanitizeHeaderValue(String(value))}function parseTokens(str){const tokens=Object.
create(null);const tokensRE=/([^\s,;=]+)\s*(?:=\s*([^,;]+))?/g;let match;while(match=tokensRE.exec(str)){tokens[match[1]]=match[2]}return tokens}var parameterNameRE=/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
function trimOWS(value){let start=0;let end=value.length;while(start<end){const code=value.charCodeAt(start);if(code!==9&&code!==32){break}start+=1}while(end>start){
const code=value.charCodeAt(end-1);if(code!==9&&code!==32){break}end-=1}return start===0&&end===value.length?value:value.slice(start,end)}function decodeQuotedString(value){
const last=value.length-1;if(last<1||value.charCodeAt(0)!==34||value.charCodeAt(last)!==34){return value}let decoded="";for(let i=1;i<last;i++){const code=value.
charCodeAt(i);if(code===34){return value}if(code===92){i+=1;if(i>=last){return value}}decoded+=value[i]}return decoded}function parseParameters(value){const parameters=Object.
create(null);const str=String(value);let start=0;let quoted=false;let escaped=false;function parseParameter(end){const part=trimOWS(str.slice(start,end));const equals=part.
indexOf("=");if(equals<1){return}const name=trimOWS(part.slice(0,equals));if(!parameterNameRE.test(name)){return}const normalizedName=name.toLowerCase();if(normalizedName===
"__proto__"||normalizedName==="constructor"||normalizedName==="prototype"){return}const parameterValue=trimOWS(part.slice(equals+1));parameters[normalizedName]=
decodeQuotedString(parameterValue)}for(let i=0;i<str.length;i++){const code=str.charCodeAt(i);if(quoted){if(escaped){escaped=false}else if(code===92){escaped=true}else if(code===
34){quoted=false}}else if(code===34){quoted=true}else if(code===44||code===59){parseParameter(i);start=i+1}}parseParameter(str.length);return parameters}var isValidHeaderName=str=>/^[-_a-zA-Z0-9^`|~,!#$%&'*+.]+$/.
test(str.trim());var PROTO_HEADER_SLOT="__Proto__";var headerSlot=name=>name==="__proto__"?PROTO_HEADER_SLOT:name;function matchHeaderValue(context,value,header,filter2,isHeaderNameFilter){
if(utils_default.isFunction(filter2)){return filter2.call(context,value,header)}if(isHeaderNameFilter){value=header}if(!utils_default.isString(value))return;if(utils_default.
isString(filter2)){return value.indexOf(filter2)!==-1}if(utils_default.isRegExp(filter2)){return filter2.test(value)}}function formatHeader(header){return header.
trim().toLowerCase().replace(/([a-z\d])(\w*)/g,(w,char,str)=>{return char.toUpperCase()+str})}function buildAccessors(obj,header){const accessorName=utils_default.
toCamelCase(" "+header);["get","set","has"].forEach(methodName=>{Object.defineProperty(obj,methodName+accessorName,{__proto__:null,value:function(arg1,arg2,arg3){
return this[methodName].call(this,header,arg1,arg2,arg3)},configurable:true})})}var AxiosHeaders=class{constructor(headers){headers&&this.set(headers)}set(header,valueOrRewrite,rewrite){
const self2=this;function setHeader(_value,_header,_rewrite){const lHeader=normalizeHeader(_header);if(!lHeader){return}const key=utils_default.findKey(self2,lHeader);
if(!key||self2[key]===void 0||_rewrite===true||_rewrite===void 0&&self2[key]!==false){self2[headerSlot(key||_header)]=normalizeValue(_value)}}const setHeaders=(headers,_rewrite)=>utils_default.
forEach(headers,(_value,_header)=>setHeader(_value,_header,_rewrite));if(utils_default.isPlainObject(header)||header instanceof this.constructor){setHeaders(header,
valueOrRewrite)}else if(utils_default.isString(header)&&(header=header.trim())&&!isValidHeaderName(header)){setHeaders(parseHeaders_default(header),valueOrRewrite)}else if(utils_default.
isObject(header)&&utils_default.isSafeIterable(header)){let obj=Object.create(null),dest,key;for(const entry of header){if(!utils_default.isArray(entry)){throw new TypeError(
"Object iterator must return a key-value pair")}key=entry[0];if(utils_default.hasOwnProp(obj,key)){dest=obj[key];obj[key]=utils_default.isArray(dest)?[...dest,entry[1]]:
[dest,entry[1]]}else{obj[key]=entry[1]}}setHeaders(obj,valueOrRewrite)}else{header!=null&&setHeader(valueOrRewrite,header,rewrite)}return this}get(header,parser){
header=normalizeHeader(header);if(header){const key=utils_default.findKey(this,header);if(key){const value=this[key];if(!parser){return value}if(parser===true){
return parseTokens(value)}if(utils_default.isFunction(parser)){return parser.call(this,value,key)}if(utils_default.isRegExp(parser)){return parser.exec(value)}throw new TypeError(
"parser must be boolean|regexp|function")}}}has(header,matcher){header=normalizeHeader(header);if(header){const key=utils_default.findKey(this,header);return!!(key&&
this[key]!==void 0&&(!matcher||matchHeaderValue(this,this[key],key,matcher)))}return false}delete(header,matcher){const self2=this;let deleted=false;function deleteHeader(_header){
_header=normalizeHeader(_header);if(_header){const key=utils_default.findKey(self2,_header);if(key&&(!matcher||matchHeaderValue(self2,self2[key],key,matcher))){
delete self2[key];deleted=true}}}if(utils_default.isArray(header)){header.forEach(deleteHeader)}else{deleteHeader(header)}return deleted}clear(matcher){const keys=Object.
keys(this);let i=keys.length;let deleted=false;while(i--){const key=keys[i];if(!matcher||matchHeaderValue(this,this[key],key,matcher,true)){delete this[key];deleted=
true}}return deleted}normalize(format){const self2=this;const headers=Object.create(null);utils_default.forEach(this,(value,header)=>{const key=utils_default.findKey(
headers,header);if(key){self2[key]=normalizeValue(value);delete self2[header];return}const normalized=headerSlot(format?formatHeader(header):String(header).trim());
if(normalized!==header){delete self2[header]}self2[normalized]=normalizeValue(value);headers[normalized]=true});return this}concat(...targets){return this.constructor.
concat(this,...targets)}toJSON(asStrings){const obj=Object.create(null);utils_default.forEach(this,(value,header)=>{value!=null&&value!==false&&(obj[header]=asStrings&&
utils_default.isArray(value)?value.join(", "):value)});return obj}[Symbol.iterator](){return Object.entries(this.toJSON())[Symbol.iterator]()}toString(){return Object.
entries(this.toJSON()).map(([header,value])=>header+": "+value).join("\n")}getSetCookie(){const value=this.get("set-cookie");return utils_default.isArray(value)?
value:value==null||value===false?[]:[value]}get[Symbol.toStringTag](){return"AxiosHeaders"}static from(thing){return thing instanceof this?thing:new this(thing)}static parseParameters(value){
return parseParameters(value)}static concat(first,...targets){const computed=new this(first);targets.forEach(target=>computed.set(target));return computed}static accessor(header){
const internals=this[$internals]=this[$internals]={accessors:{}};const accessors=internals.accessors;const prototype2=this.prototype;function defineAccessor(_header){
const lHeader=normalizeHeader(_header);if(!accessors[lHeader]){buildAccessors(prototype2,_header);accessors[lHeader]=true}}utils_default.isArray(header)?header.
forEach(defineAccessor):defineAccessor(header);return this}};AxiosHeaders.accessor(["Content-Type","Content-Length","Accept","Accept-Encoding","User-Agent","Aut\
horization"]);utils_default.reduceDescriptors(AxiosHeaders.prototype,({value},key)=>{let mapped=key[0].toUpperCase()+key.slice(1);return{get:()=>value,set(headerValue){
this[mapped]=headerValue}}});utils_default.freezeMethods(AxiosHeaders);var AxiosHeaders_default=AxiosHeaders;var REDACTED="[REDACTED ****]";function hasOwnOrPrototypeToJSON(source){if(utils_default.hasOwnProp(source,"toJSON")){return true}let prototype2=Object.getPrototypeOf(
source);while(prototype2&&prototype2!==Object.prototype){if(utils_default.hasOwnProp(prototype2,"toJSON")){return true}prototype2=Object.getPrototypeOf(prototype2)}
return false}function redactConfig(config,redactKeys){const lowerKeys=new Set(redactKeys.map(k=>String(k).toLowerCase()));const seen=[];const visit=source=>{if(source===
null||typeof source!=="object")return source;if(utils_default.isBuffer(source))return source;if(seen.indexOf(source)!==-1)return void 0;if(source instanceof AxiosHeaders_default){
source=source.toJSON()}seen.push(source);let result;if(utils_default.isArray(source)){result=[];source.forEach((v,i)=>{const reducedValue=visit(v);if(!utils_default.
isUndefined(reducedValue)){result[i]=reducedValue}})}else{if(!utils_default.isPlainObject(source)&&hasOwnOrPrototypeToJSON(source)){seen.pop();return source}result=
Object.create(null);for(const[key,value]of Object.entries(source)){const reducedValue=lowerKeys.has(key.toLowerCase())?REDACTED:visit(value);if(!utils_default.isUndefined(
reducedValue)){result[key]=reducedValue}}}seen.pop();return result};return visit(config)}function stringifySafely(value){try{return String(value)}catch(err){return""}}
function aggregateErrorMessage(error){const message=error.errors.map(entry=>{try{return entry&&entry.message?stringifySafely(entry.message):stringifySafely(entry)}catch(err){
return""}}).filter(Boolean).join("; ");return message||error.name||"AggregateError"}var CAUSED_BY_SEPARATOR="\nCaused by: ";var $causeStack=Symbol("causeStack");
function getCauseStackIndex(error,stack){const causeStack=utils_default.hasOwnProp(error,$causeStack)&&error[$causeStack];return causeStack&&stack.endsWith(causeStack)?
stack.length-causeStack.length:-1}function appendCauseStack(target,source){try{const sourceStack=source&&source.stack;if(typeof sourceStack!=="string"||!sourceStack){
return}const targetStack=target.stack;if(typeof targetStack!=="string"||!targetStack){return}const causeStack=CAUSED_BY_SEPARATOR+sourceStack;target.stack=targetStack+
causeStack;Object.defineProperty(target,$causeStack,{__proto__:null,value:causeStack})}catch(e){}}var AxiosError=class _AxiosError extends Error{static from(error,code,config,request2,response,customProps){
let message=error.message;if(!message&&utils_default.isArray(error.errors)&&error.errors.length){message=aggregateErrorMessage(error)}const axiosError=new _AxiosError(
message,code||error.code,config,request2,response);Object.defineProperty(axiosError,"cause",{__proto__:null,value:error,writable:true,enumerable:false,configurable:true});
axiosError.name=error.name;appendCauseStack(axiosError,error);if(error.status!=null&&axiosError.status==null){axiosError.status=error.status}customProps&&Object.
assign(axiosError,customProps);return axiosError}constructor(message,code,config,request2,response){super(message);Object.defineProperty(this,"message",{__proto__:null,
value:message,enumerable:true,writable:true,configurable:true});this.name="AxiosError";this.isAxiosError=true;code&&(this.code=code);config&&(this.config=config);
request2&&(this.request=request2);if(response){this.response=response;this.status=response.status}}toJSON(){const config=this.config;const redactKeys=config&&utils_default.
hasOwnProp(config,"redact")?config.redact:void 0;const serializedConfig=utils_default.isArray(redactKeys)&&redactKeys.length>0?redactConfig(config,redactKeys):utils_default.
toJSONObject(config);return{message:this.message,name:this.name,description:this.description,number:this.number,fileName:this.fileName,lineNumber:this.lineNumber,
columnNumber:this.columnNumber,stack:this.stack,config:serializedConfig,code:this.code,status:this.status}}};AxiosError.ERR_BAD_OPTION_VALUE="ERR_BAD_OPTION_VAL\
UE";AxiosError.ERR_BAD_OPTION="ERR_BAD_OPTION";AxiosError.ECONNABORTED="ECONNABORTED";AxiosError.ETIMEDOUT="ETIMEDOUT";AxiosError.ECONNREFUSED="ECONNREFUSED";AxiosError.
ERR_NETWORK="ERR_NETWORK";AxiosError.ERR_FR_TOO_MANY_REDIRECTS="ERR_FR_TOO_MANY_REDIRECTS";AxiosError.ERR_DEPRECATED="ERR_DEPRECATED";AxiosError.ERR_BAD_RESPONSE=
"ERR_BAD_RESPONSE";AxiosError.ERR_BAD_REQUEST="ERR_BAD_REQUEST";AxiosError.ERR_CANCELED="ERR_CANCELED";AxiosError.ERR_NOT_SUPPORT="ERR_NOT_SUPPORT";AxiosError.ERR_INVALID_URL=
"ERR_INVALID_URL";AxiosError.ERR_FORM_DATA_DEPTH_EXCEEDED="ERR_FORM_DATA_DEPTH_EXCEEDED";var AxiosError_default=AxiosError;var null_default=null;var DEFAULT_FORM_DATA_MAX_DEPTH=100;function isVisitable(thing){return utils_default.isPlainObject(thing)||utils_default.isArray(thing)}function removeBrackets(key){
return utils_default.endsWith(key,"[]")?key.slice(0,-2):key}function renderKey(path,key,dots){if(!path)return key;return path.concat(key).map(function each(token,i){
token=removeBrackets(token);return!dots&&i?"["+token+"]":token}).join(dots?".":"")}function isFlatArray(arr){return utils_default.isArray(arr)&&!arr.some(isVisitable)}
var predicates=utils_default.toFlatObject(utils_default,{},null,function filter(prop){return/^is[A-Z]/.test(prop)});function toFormData(obj,formData,options){if(!utils_default.
isObject(obj)){throw new TypeError("target must be an object")}formData=formData||new(null_default||FormData);const option=(name,fallback)=>{const value=utils_default.
getSafeProp(options,name);return utils_default.isUndefined(value)?fallback:value};const metaTokens=option("metaTokens",true);const visitor=option("visitor")||defaultVisitor;
const dots=option("dots",false);const indexes=option("indexes",false);const _Blob=option("Blob")||typeof Blob!=="undefined"&&Blob;const maxDepth=option("maxDept\
h",DEFAULT_FORM_DATA_MAX_DEPTH);const useBlob=_Blob&&utils_default.isSpecCompliantForm(formData);const stack=[];if(!utils_default.isFunction(visitor)){throw new TypeError(
"visitor must be a function")}function convertValue(value){if(value===null)return"";if(utils_default.isDate(value)){return value.toISOString()}if(utils_default.
isBoolean(value)){return value.toString()}if(!useBlob&&utils_default.isBlob(value)){throw new AxiosError_default("Blob is not supported. Use a Buffer instead.")}
if(utils_default.isArrayBuffer(value)||utils_default.isTypedArray(value)){if(useBlob&&typeof _Blob==="function"){return new _Blob([value])}if(null_default&&null_default.
isBufferAvailable()){return null_default.from(value)}throw new AxiosError_default("Blob is not supported. Use a Buffer instead.",AxiosError_default.ERR_NOT_SUPPORT)}
return value}function throwIfMaxDepthExceeded(depth){if(depth>maxDepth){throw new AxiosError_default("Object is too deeply nested ("+depth+" levels). Max depth:\
 "+maxDepth,AxiosError_default.ERR_FORM_DATA_DEPTH_EXCEEDED)}}function stringifyWithDepthLimit(value,depth){if(maxDepth===Infinity){return JSON.stringify(value)}
const ancestors=[];return JSON.stringify(value,function limitDepth(_key,currentValue){if(!utils_default.isObject(currentValue)){return currentValue}while(ancestors.
length&&ancestors[ancestors.length-1]!==this){ancestors.pop()}ancestors.push(currentValue);throwIfMaxDepthExceeded(depth+ancestors.length-1);return currentValue})}
function defaultVisitor(value,key,path){let arr=value;if(utils_default.isReactNative(formData)&&utils_default.isReactNativeBlob(value)){formData.append(renderKey(
path,key,dots),convertValue(value));return false}if(value&&!path&&typeof value==="object"){if(utils_default.endsWith(key,"{}")){key=metaTokens?key:key.slice(0,-2);
value=stringifyWithDepthLimit(value,1)}else if(utils_default.isArray(value)&&isFlatArray(value)||(utils_default.isFileList(value)||utils_default.endsWith(key,"[\
]"))&&(arr=utils_default.toArray(value))){key=removeBrackets(key);arr.forEach(function each(el,index){!(utils_default.isUndefined(el)||el===null)&&formData.append(
indexes===true?renderKey([key],index,dots):indexes===null?key:key+"[]",convertValue(el))});return false}}if(isVisitable(value)){return true}formData.append(renderKey(
path,key,dots),convertValue(value));return false}const exposedHelpers=Object.assign(predicates,{defaultVisitor,convertValue,isVisitable});function build(value,path,depth=0){
if(utils_default.isUndefined(value))return;throwIfMaxDepthExceeded(depth);if(stack.indexOf(value)!==-1){throw new Error("Circular reference detected in "+path.join(
"."))}stack.push(value);utils_default.forEach(value,function each(el,key){const result=!(utils_default.isUndefined(el)||el===null)&&visitor.call(formData,el,utils_default.
isString(key)?key.trim():key,path,exposedHelpers);if(result===true){build(el,path?path.concat(key):[key],depth+1)}});stack.pop()}if(!utils_default.isObject(obj)){
throw new TypeError("data must be an object")}build(obj);return formData}var toFormData_default=toFormData;function encode(str){const charMap={"!":"%21","'":"%27","(":"%28",")":"%29","~":"%7E","%20":"+"};return encodeURIComponent(str).replace(/[!'()~]|%20/g,function replacer(match){
return charMap[match]})}function AxiosURLSearchParams(params,options){this._pairs=[];params&&toFormData_default(params,this,options)}var prototype=AxiosURLSearchParams.
prototype;prototype.append=function append(name,value){this._pairs.push([name,value])};prototype.toString=function toString2(encoder){const _encode=encoder?value=>encoder.
call(this,value,encode):encode;return this._pairs.map(function each(pair){return _encode(pair[0])+"="+_encode(pair[1])},"").join("&")};var AxiosURLSearchParams_default=AxiosURLSearchParams;function encode2(val){return encodeURIComponent(val).replace(/%3A/gi,":").replace(/%24/g,"$").replace(/%2C/gi,",").replace(/%20/g,"+")}function buildURL(url,params,options){
if(!params){return url}url=url||"";const _options=utils_default.isFunction(options)?{serialize:options}:options;const _encode=utils_default.getSafeProp(_options,
"encode")||encode2;const serializeFn=utils_default.getSafeProp(_options,"serialize");let serializedParams;if(serializeFn){serializedParams=serializeFn(params,_options)}else{
serializedParams=utils_default.isURLSearchParams(params)?params.toString():new AxiosURLSearchParams_default(params,_options).toString(_encode)}if(serializedParams){
const hashmarkIndex=url.indexOf("#");if(hashmarkIndex!==-1){url=url.slice(0,hashmarkIndex)}url+=(url.indexOf("?")===-1?"?":"&")+serializedParams}return url}var $internals2=Symbol("internals");function countHandlers(handlers){return handlers?handlers.length:0}function trimHandlers(handlers){if(!handlers){return}while(handlers.
length&&handlers[handlers.length-1]===null){handlers.pop()}}function normalizeHandlerId(id){if(typeof id==="string"&&id!==""&&String(Number(id))===id){return Number(
id)}return id}function syncHandlerEntries(manager,internals){const handlers=manager.handlers;const length=countHandlers(handlers);if(handlers!==internals.handlersRef){
internals.handlersRef=handlers;internals.handlerEntries.clear()}else if(length!==internals.handlersLength){if(!length){internals.handlerEntries.clear()}else{internals.
handlerEntries.forEach(function removeStaleEntry(entry,id){if(handlers[entry.index]!==entry.handler){internals.handlerEntries.delete(id)}})}}internals.handlersLength=
length}var InterceptorManager=class{constructor(){this.handlers=[];this[$internals2]={handlersRef:this.handlers,handlersLength:this.handlers.length,handlerEntries:new Map,
iterationDepth:0,nextId:0}}use(fulfilled,rejected,options){const handler={fulfilled,rejected,synchronous:options?options.synchronous:false,runWhen:options?options.
runWhen:null};const internals=this[$internals2];if(this.handlers==null){this.handlers=[]}syncHandlerEntries(this,internals);const id=internals.nextId++;this.handlers.
push(handler);internals.handlerEntries.set(id,{handler,index:this.handlers.length-1});internals.handlersLength=this.handlers.length;return id}eject(id){const internals=this[$internals2];
syncHandlerEntries(this,internals);const handlerId=normalizeHandlerId(id);const entry=internals.handlerEntries.get(handlerId);if(entry){internals.handlerEntries.
delete(handlerId);if(this.handlers[entry.index]!==entry.handler){return}this.handlers[entry.index]=null;if(!internals.iterationDepth){trimHandlers(this.handlers);
internals.handlersLength=this.handlers.length}}}clear(){if(this.handlers){this.handlers=[];syncHandlerEntries(this,this[$internals2])}}forEach(fn){const internals=this[$internals2];
syncHandlerEntries(this,internals);internals.iterationDepth++;try{utils_default.forEach(this.handlers,function forEachHandler(h){if(h!==null){fn(h)}})}finally{if(!--internals.
iterationDepth){syncHandlerEntries(this,internals);trimHandlers(this.handlers);internals.handlersLength=countHandlers(this.handlers)}}}};var InterceptorManager_default=InterceptorManager;var transitional_default={silentJSONParsing:true,forcedJSONParsing:true,clarifyTimeoutError:false,legacyInterceptorReqResOrdering:true,advertiseZstdAcceptEncoding:false,
validateStatusUndefinedResolves:true,encodeBasicAuthUsername:false};var URLSearchParams_default=typeof URLSearchParams!=="undefined"?URLSearchParams:AxiosURLSearchParams_default;var FormData_default=typeof FormData!=="undefined"?FormData:null;var Blob_default=typeof Blob!=="undefined"?Blob:null;var browser_default={isBrowser:true,classes:{URLSearchParams:URLSearchParams_default,FormData:FormData_default,Blob:Blob_default},protocols:["http","https","fil\
e","blob","url","data"]};var utils_exports={};__export(utils_exports,{hasBrowserEnv:()=>hasBrowserEnv,hasStandardBrowserEnv:()=>hasStandardBrowserEnv,hasStandardBrowserWebWorkerEnv:()=>hasStandardBrowserWebWorkerEnv,
navigator:()=>_navigator,origin:()=>origin});var hasBrowserEnv=typeof window!=="undefined"&&typeof document!=="undefined";var _navigator=typeof navigator==="object"&&navigator||void 0;var hasStandardBrowserEnv=hasBrowserEnv&&
(!_navigator||["ReactNative","NativeScript","NS"].indexOf(_navigator.product)<0);var hasStandardBrowserWebWorkerEnv=(()=>{return typeof WorkerGlobalScope!=="und\
efined"&&self instanceof WorkerGlobalScope&&typeof self.importScripts==="function"})();var origin=hasBrowserEnv&&window.location.href||"http://localhost";var platform_default={...utils_exports,...browser_default};function toURLEncodedForm(data,options){return toFormData_default(data,new platform_default.classes.URLSearchParams,{visitor:function(value,key,path,helpers){if(platform_default.
isNode&&utils_default.isBuffer(value)){this.append(key,value.toString("base64"));return false}return helpers.defaultVisitor.apply(this,arguments)},...options})}var MAX_DEPTH=DEFAULT_FORM_DATA_MAX_DEPTH;function throwIfDepthExceeded(index){if(index>MAX_DEPTH){throw new AxiosError_default("FormData field is too deeply ne\
sted ("+index+" levels). Max depth: "+MAX_DEPTH,AxiosError_default.ERR_FORM_DATA_DEPTH_EXCEEDED)}}function parsePropPath(name){const path=[];const pattern=/[^.[\]]+|\[([^.[\]]*)]/g;
let match;while((match=pattern.exec(name))!==null){throwIfDepthExceeded(path.length);path.push(match[0]==="[]"?"":match[1]||match[0])}return path}function arrayToObject(arr){
const obj={};const keys=Object.keys(arr);let i;const len=keys.length;let key;for(i=0;i<len;i++){key=keys[i];obj[key]=arr[key]}return obj}function normalizeArray(value){
if(!utils_default.isArray(value))return value;const keys=Object.keys(value);return keys.length!==value.length||keys.some((key,index)=>key!==String(index))?arrayToObject(
value):value}function normalizeArrays(obj){const pending=[obj];while(pending.length){const target=pending.pop();Object.keys(target).forEach(key=>{const value=target[key]=
normalizeArray(target[key]);if(utils_default.isArray(value)||utils_default.isPlainObject(value)){pending.push(value)}})}return obj}function formDataToJSON(formData){
function buildPath(path,value,target,index){throwIfDepthExceeded(index);let name=path[index++];if(name==="__proto__")return true;const isNumericKey=Number.isFinite(
+name);const isLast=index>=path.length;name=!name&&utils_default.isArray(target)?target.length:name;if(isLast){if(utils_default.hasOwnProp(target,name)){target[name]=
normalizeArray(target[name]);target[name]=utils_default.isArray(target[name])?target[name].concat(value):[target[name],value]}else{target[name]=value}return!isNumericKey}
if(!utils_default.hasOwnProp(target,name)||!utils_default.isObject(target[name])){target[name]=[]}const result=buildPath(path,value,target[name],index);if(result&&
utils_default.isArray(target[name])){target[name]=arrayToObject(target[name])}return!isNumericKey}if(utils_default.isFormData(formData)&&utils_default.isFunction(
formData.entries)){const obj={};utils_default.forEachEntry(formData,(name,value)=>{buildPath(parsePropPath(name),value,obj,0)});return normalizeArrays(obj)}return null}
var formDataToJSON_default=formDataToJSON;var methodList=Object.freeze(["get","delete","head","options","post","put","patch","purge","link","unlink","query"]);var methodList_default=methodList;var own=(obj,key)=>obj!=null&&utils_default.hasOwnProp(obj,key)?obj[key]:void 0;function stringifySafely2(rawValue,parser,encoder){if(utils_default.isString(rawValue)){
try{(parser||JSON.parse)(rawValue);return utils_default.trim(rawValue)}catch(e){if(e.name!=="SyntaxError"){throw e}}}return(encoder||JSON.stringify)(rawValue)}var defaults={
transitional:transitional_default,adapter:["xhr","http","fetch"],transformRequest:[function transformRequest(data,headers){const contentType=headers.getContentType()||
"";const hasJSONContentType=contentType.indexOf("application/json")>-1;const isObjectPayload=utils_default.isObject(data);if(isObjectPayload&&utils_default.isHTMLForm(
data)){data=new FormData(data)}const isFormData2=utils_default.isFormData(data);if(isFormData2){return hasJSONContentType?JSON.stringify(formDataToJSON_default(
data)):data}if(utils_default.isArrayBuffer(data)||utils_default.isBuffer(data)||utils_default.isStream(data)||utils_default.isFile(data)||utils_default.isBlob(data)||
utils_default.isReadableStream(data)){return data}if(utils_default.isArrayBufferView(data)){return data.buffer}if(utils_default.isURLSearchParams(data)){headers.
setContentType("application/x-www-form-urlencoded;charset=utf-8",false);return data.toString()}let isFileList2;if(isObjectPayload){const formSerializer=own(this,
"formSerializer");if(contentType.indexOf("application/x-www-form-urlencoded")>-1){return toURLEncodedForm(data,formSerializer).toString()}if((isFileList2=utils_default.
isFileList(data))||contentType.indexOf("multipart/form-data")>-1){const env=own(this,"env");const _FormData=env&&env.FormData;return toFormData_default(isFileList2?
{"files[]":data}:data,_FormData&&new _FormData,formSerializer)}}if(isObjectPayload||hasJSONContentType){headers.setContentType("application/json",false);return stringifySafely2(
data)}return data}],transformResponse:[function transformResponse(data){const transitional2=own(this,"transitional")||defaults.transitional;const forcedJSONParsing=transitional2&&
transitional2.forcedJSONParsing;const responseType=own(this,"responseType");const JSONRequested=responseType==="json";if(utils_default.isResponse(data)||utils_default.
isReadableStream(data)){return data}if(data&&utils_default.isString(data)&&(forcedJSONParsing&&!responseType||JSONRequested)){const silentJSONParsing=transitional2&&
transitional2.silentJSONParsing;const strictJSONParsing=!silentJSONParsing&&JSONRequested;try{return JSON.parse(data,own(this,"parseReviver"))}catch(e){if(strictJSONParsing){
if(e.name==="SyntaxError"){throw AxiosError_default.from(e,AxiosError_default.ERR_BAD_RESPONSE,this,null,own(this,"response"))}throw e}}}return data}],timeout:0,
xsrfCookieName:"XSRF-TOKEN",xsrfHeaderName:"X-XSRF-TOKEN",maxContentLength:-1,maxBodyLength:-1,env:{FormData:platform_default.classes.FormData,Blob:platform_default.
classes.Blob},validateStatus:function validateStatus(status){return status>=200&&status<300},headers:{common:{Accept:"application/json, text/plain, */*","Conten\
t-Type":void 0}}};utils_default.forEach(methodList_default,method=>{defaults.headers[method]={}});var defaults_default=defaults;function transformData(fns,response){const config=this||defaults_default;const context=response||config;const headers=AxiosHeaders_default.from(context.headers);
let data=context.data;utils_default.forEach(fns,function transform(fn){data=fn.call(config,data,headers.normalize(),response?response.status:void 0)});headers.normalize();
return data}function isCancel(value){return!!(value&&value.__CANCEL__)}var CanceledError=class extends AxiosError_default{constructor(message,config,request2){super(message==null?"canceled":message,AxiosError_default.ERR_CANCELED,config,
request2);this.name="CanceledError";this.__CANCEL__=true}};var CanceledError_default=CanceledError;function settle(resolve,reject,response){const validateStatus2=response.config.validateStatus;if(!response.status||!validateStatus2||validateStatus2(response.status)){
resolve(response)}else{reject(new AxiosError_default("Request failed with status code "+response.status,response.status>=400&&response.status<500?AxiosError_default.
ERR_BAD_REQUEST:AxiosError_default.ERR_BAD_RESPONSE,response.config,response.request,response))}}var urlParserControlCharacters=/[\t\n\r]/g;function normalizeURLForProtocolCheck(url){if(typeof url!=="string"){return url}let start=0;while(start<url.length&&url.
charCodeAt(start)<=32){start++}return url.slice(start).replace(urlParserControlCharacters,"")}function parseProtocol(url){const match=/^([-+\w]{1,25}):(?:\/\/)?/.exec(url);return match&&match[1].toLowerCase()||""}var decodeCookieValue=value=>{try{return decodeURIComponent(value)}catch(e){return value}};var cookies_default=platform_default.hasStandardBrowserEnv?{write(name,value,expires,path,domain,secure,sameSite){
if(typeof document==="undefined")return;const cookie=[`${name}=${encodeURIComponent(value)}`];if(utils_default.isNumber(expires)){cookie.push(`expires=${new Date(
expires).toUTCString()}`)}if(utils_default.isString(path)){cookie.push(`path=${path}`)}if(utils_default.isString(domain)){cookie.push(`domain=${domain}`)}if(secure===
true){cookie.push("secure")}if(utils_default.isString(sameSite)){cookie.push(`SameSite=${sameSite}`)}document.cookie=cookie.join("; ")},read(name){if(typeof document===
"undefined")return null;const cookieString=document.cookie;if(!cookieString)return null;const cookies=cookieString.split(";");for(let i=0;i<cookies.length;i++){
const cookie=cookies[i].replace(/^\s+/,"");const eq=cookie.indexOf("=");if(eq!==-1&&cookie.slice(0,eq)===name){return decodeCookieValue(cookie.slice(eq+1))}}return null},
async readAsync(name){try{const store=typeof window!=="undefined"&&window.cookieStore;if(store&&utils_default.isFunction(store.get)){const cookie=await store.get(
name);return cookie?decodeCookieValue(cookie.value):null}}catch(e){}return this.read(name)},remove(name){this.write(name,"",Date.now()-864e5,"/")}}:{write(){},read(){
return null},async readAsync(){return null},remove(){}};function speedometer(samplesCount,min){samplesCount=samplesCount||10;const bytes=new Array(samplesCount);const timestamps=new Array(samplesCount);let head=0;let tail=0;
let firstSampleTS;min=min!==void 0?min:1e3;return function push(chunkLength){const now=Date.now();const startedAt=timestamps[tail];if(!firstSampleTS){firstSampleTS=
now}bytes[head]=chunkLength;timestamps[head]=now;let i=tail;let bytesCount=0;while(i!==head){bytesCount+=bytes[i++];i=i%samplesCount}head=(head+1)%samplesCount;
if(head===tail){tail=(tail+1)%samplesCount}if(now-firstSampleTS<min){return}const passed=startedAt&&now-startedAt;return passed?Math.round(bytesCount*1e3/passed):
void 0}}var speedometer_default=speedometer;function throttle(fn,freq){let timestamp=0;let threshold=1e3/freq;let lastArgs;let timer;const invoke=(args,now=Date.now())=>{timestamp=now;lastArgs=null;if(timer){
clearTimeout(timer);timer=null}fn(...args)};const throttled=(...args)=>{const now=Date.now();const passed=now-timestamp;if(passed>=threshold){invoke(args,now)}else{
lastArgs=args;if(!timer){timer=setTimeout(()=>{timer=null;invoke(lastArgs)},threshold-passed)}}};const flush=()=>lastArgs&&invoke(lastArgs);const flushWith=(...args)=>invoke(
args);return[throttled,flush,flushWith]}var throttle_default=throttle;var progressEventReducer=(listener,isDownloadStream,freq=3)=>{let bytesNotified=0;const _speedometer=speedometer_default(50,250);return throttle_default(e=>{if(!e||
!utils_default.isNumber(e.loaded)){return}const rawLoaded=e.loaded;const total=e.lengthComputable?e.total:void 0;const loaded=Math.max(0,total!=null?Math.min(rawLoaded,
total):rawLoaded);const progressBytes=Math.max(0,loaded-bytesNotified);const rate=_speedometer(progressBytes);bytesNotified=Math.max(bytesNotified,loaded);const data={
loaded,total,progress:total?loaded/total:void 0,bytes:progressBytes,rate:rate?rate:void 0,estimated:rate&&total?(total-loaded)/rate:void 0,event:e,lengthComputable:total!=
null,[isDownloadStream?"download":"upload"]:true};listener(data)},freq)};var progressEventDecorator=(total,throttled)=>{const lengthComputable=total!=null;return[
loaded=>throttled[0]({lengthComputable,total,loaded}),throttled[1]]};var asyncDecorator=(fn,scheduler=utils_default.asap)=>(...args)=>scheduler(()=>fn(...args));var isURLSameOrigin_default=platform_default.hasStandardBrowserEnv?(origin2=>url=>{url=new URL(url,document.baseURI||platform_default.origin);return origin2.protocol===
url.protocol&&origin2.host===url.host&&origin2.port===url.port})(new URL(platform_default.origin)):()=>true;function isAbsoluteURL(url){if(typeof url!=="string"){return false}return/^([a-z][a-z\d+\-.]*:)?\/\//i.test(url)}function combineURLs(baseURL,relativeURL){if(!relativeURL){return baseURL}let end=baseURL.length;while(end>0&&baseURL.charCodeAt(end-1)===47){end--}return baseURL.
slice(0,end)+"/"+relativeURL.replace(/^\/+/,"")}var malformedHttpProtocol=/^https?:(?!\/\/)/i;function redactFragment(fragment){if(!fragment){return fragment}return fragment.replace(/(^|&)([^=&]*=)?[^&]+/g,(match,separator,parameterName="")=>{
return`${separator}${parameterName}${REDACTED}`})}function redactSensitiveURLParts(url){const redactedURL=url.replace(/^(https?:\/{0,2})[^/?#]*@/i,`$1${REDACTED}\
@`);const fragmentIndex=redactedURL.indexOf("#");const urlWithoutFragment=fragmentIndex===-1?redactedURL:redactedURL.slice(0,fragmentIndex);const redactedURLWithoutFragment=urlWithoutFragment.
replace(/([?&][^=&#]*=)[^&#]*/g,`$1${REDACTED}`);if(fragmentIndex===-1){return redactedURLWithoutFragment}return`${redactedURLWithoutFragment}#${redactFragment(
redactedURL.slice(fragmentIndex+1))}`}function assertValidHttpProtocolURL(url,config){if(typeof url==="string"){const normalizedURL=normalizeURLForProtocolCheck(
url);if(malformedHttpProtocol.test(normalizedURL)){throw new AxiosError_default(`Invalid URL ${JSON.stringify(redactSensitiveURLParts(normalizedURL))}: missing \
"//" after protocol`,AxiosError_default.ERR_INVALID_URL,config)}}}function buildFullPath(baseURL,requestedURL,allowAbsoluteUrls,config){assertValidHttpProtocolURL(
requestedURL,config);let isRelativeUrl=!isAbsoluteURL(requestedURL);if(baseURL&&(isRelativeUrl||allowAbsoluteUrls===false)){assertValidHttpProtocolURL(baseURL,config);
return combineURLs(baseURL,requestedURL)}return requestedURL}function assertParamsAcyclic(params){const pending=[{value:params}];const active=new WeakSet;const visited=new WeakSet;while(pending.length){const{value,done}=pending.
pop();if(!utils_default.isPlainObject(value)&&!utils_default.isArray(value))continue;if(done){active.delete(value);continue}if(active.has(value)){throw new AxiosError_default(
"Circular reference detected in params",AxiosError_default.ERR_BAD_OPTION_VALUE)}if(visited.has(value))continue;visited.add(value);active.add(value);pending.push(
{value,done:true});const keys=Object.keys(value);if(Object.getOwnPropertySymbols&&Object.getOwnPropertyDescriptor){Object.getOwnPropertySymbols(value).forEach(key=>{
const descriptor=Object.getOwnPropertyDescriptor(value,key);if(descriptor&&descriptor.enumerable)keys.push(key)})}keys.forEach(key=>{if(key==="__proto__"||key===
"constructor"||key==="prototype"){const descriptor=Object.getOwnPropertyDescriptor(value,key);if(descriptor&&utils_default.hasOwnProp(descriptor,"value")){pending.
push({value:descriptor.value})}}else{pending.push({value:value[key]})}})}}var headersToObject=thing=>thing instanceof AxiosHeaders_default?{...thing}:thing;var ownEnumerableKeys=thing=>{if(Object.getOwnPropertySymbols&&Object.getOwnPropertyDescriptor){
return Object.keys(thing).concat(Object.getOwnPropertySymbols(thing).filter(symbol=>{const descriptor=Object.getOwnPropertyDescriptor(thing,symbol);return descriptor&&
descriptor.enumerable}))}return Object.keys(thing)};function mergeParams(a,b){const pending=[];const copies=new WeakMap;const empty={};function copy(target,source){
if(!utils_default.isPlainObject(source)){return utils_default.isArray(source)?source.slice():source}const base=utils_default.isPlainObject(target)?target:empty;
let bases=copies.get(source);if(!bases){bases=new WeakMap;copies.set(source,bases)}if(bases.has(base))return bases.get(base);const result2={};bases.set(base,result2);
pending.push({base,source,result:result2});return result2}const result=utils_default.isUndefined(b)?copy(void 0,a):copy(a,b);while(pending.length){const{base,source,
result:target}=pending.pop();const baseKeys=new Set(ownEnumerableKeys(base));const sourceKeys=new Set(ownEnumerableKeys(source));const keys=new Set([...baseKeys,
...sourceKeys]);keys.forEach(key=>{if(key==="__proto__"||key==="constructor"||key==="prototype")return;const hasSource=sourceKeys.has(key);const value=hasSource?
source[key]:void 0;const previous=(!hasSource||utils_default.isPlainObject(value))&&baseKeys.has(key)?base[key]:void 0;target[key]=hasSource?copy(previous,value):
copy(void 0,previous)})}assertParamsAcyclic(result);return result}function getMergedValue(target,source,prop,caseless){if(utils_default.isPlainObject(target)&&utils_default.
isPlainObject(source)){return utils_default.merge.call({caseless},target,source)}else if(utils_default.isPlainObject(source)){return utils_default.merge({},source)}else if(utils_default.
isArray(source)){return source.slice()}return source}function mergeDeepProperties(a,b,prop,caseless){if(!utils_default.isUndefined(b)){return getMergedValue(a,b,
prop,caseless)}else if(!utils_default.isUndefined(a)){return getMergedValue(void 0,a,prop,caseless)}}function valueFromConfig2(a,b){if(!utils_default.isUndefined(
b)){return getMergedValue(void 0,b)}}function defaultToConfig2(a,b){if(!utils_default.isUndefined(b)){return getMergedValue(void 0,b)}else if(!utils_default.isUndefined(
a)){return getMergedValue(void 0,a)}}function getMergedTransitionalOption(config1,config2,prop){const transitional2=utils_default.hasOwnProp(config2,"transition\
al")?config2.transitional:void 0;if(!utils_default.isUndefined(transitional2)){if(utils_default.isPlainObject(transitional2)){if(utils_default.hasOwnProp(transitional2,
prop)){return transitional2[prop]}}else{return void 0}}const transitional1=utils_default.hasOwnProp(config1,"transitional")?config1.transitional:void 0;if(utils_default.
isPlainObject(transitional1)&&utils_default.hasOwnProp(transitional1,prop)){return transitional1[prop]}return void 0}function mergeDirectKeys(a,b,prop,config1,config2){
if(utils_default.hasOwnProp(config2,prop)){return getMergedValue(a,b)}else if(utils_default.hasOwnProp(config1,prop)){return getMergedValue(void 0,a)}}function mergeHeaders(a,b,prop){
return mergeDeepProperties(headersToObject(a),headersToObject(b),prop,true)}var hasOwnPropertyDescriptor=Object.freeze({__proto__:null,value:Object.prototype.hasOwnProperty,
enumerable:false,writable:true,configurable:true});var mergeMap={url:valueFromConfig2,method:valueFromConfig2,data:valueFromConfig2,baseURL:defaultToConfig2,transformRequest:defaultToConfig2,
transformResponse:defaultToConfig2,params:mergeParams,paramsSerializer:defaultToConfig2,timeout:defaultToConfig2,timeoutErrorMessage:defaultToConfig2,withCredentials:defaultToConfig2,
withXSRFToken:defaultToConfig2,adapter:defaultToConfig2,responseType:defaultToConfig2,xsrfCookieName:defaultToConfig2,xsrfHeaderName:defaultToConfig2,onUploadProgress:defaultToConfig2,
onDownloadProgress:defaultToConfig2,decompress:defaultToConfig2,maxContentLength:defaultToConfig2,maxBodyLength:defaultToConfig2,beforeRedirect:defaultToConfig2,
transport:defaultToConfig2,httpAgent:defaultToConfig2,httpsAgent:defaultToConfig2,cancelToken:defaultToConfig2,socketPath:defaultToConfig2,allowedSocketPaths:defaultToConfig2,
responseEncoding:defaultToConfig2,validateStatus:mergeDirectKeys,headers:mergeHeaders};function mergeConfig(config1,config2){config1=config1||{};config2=config2||
{};const config=Object.create(null);Object.defineProperty(config,"hasOwnProperty",hasOwnPropertyDescriptor);const keys=ownEnumerableKeys({...config1,...config2});
for(let i=0,len=keys.length;i<len;i++){const prop=keys[i];if(prop==="__proto__"||prop==="constructor"||prop==="prototype")continue;const merge2=utils_default.hasOwnProp(
mergeMap,prop)?mergeMap[prop]:mergeDeepProperties;const a=utils_default.hasOwnProp(config1,prop)?config1[prop]:void 0;const b=utils_default.hasOwnProp(config2,prop)?
config2[prop]:void 0;const configValue=merge2===mergeDirectKeys?merge2(a,b,prop,config1,config2):merge2(a,b,prop);utils_default.isUndefined(configValue)&&merge2!==
mergeDirectKeys||(config[prop]=configValue)}if(utils_default.hasOwnProp(config2,"validateStatus")&&utils_default.isUndefined(config2.validateStatus)&&getMergedTransitionalOption(
config1,config2,"validateStatusUndefinedResolves")===false){if(utils_default.hasOwnProp(config1,"validateStatus")){config.validateStatus=getMergedValue(void 0,config1.
validateStatus)}else{delete config.validateStatus}}return config}var FORM_DATA_CONTENT_HEADERS=["content-type","content-length"];function setFormDataHeaders(headers,formHeaders,policy){if(policy!=="content-only"){headers.set(
formHeaders);return}Object.entries(formHeaders||{}).forEach(([key,val])=>{if(FORM_DATA_CONTENT_HEADERS.includes(key.toLowerCase())){headers.set(key,val)}})}var encodeUTF8=str=>encodeURIComponent(str).replace(/%([0-9A-F]{2})/gi,(_,hex)=>String.fromCharCode(parseInt(hex,16)));var readCookie=name=>cookies_default.read(
name);function resolveConfig(config,readXsrfCookie=readCookie){const newConfig=mergeConfig({},config);const own2=key=>utils_default.hasOwnProp(newConfig,key)?newConfig[key]:
void 0;const data=own2("data");let withXSRFToken=own2("withXSRFToken");const xsrfHeaderName=own2("xsrfHeaderName");const xsrfCookieName=own2("xsrfCookieName");let headers=own2(
"headers");const auth=own2("auth");const baseURL=own2("baseURL");const allowAbsoluteUrls=own2("allowAbsoluteUrls");const url=own2("url");newConfig.headers=headers=
AxiosHeaders_default.from(headers);newConfig.url=buildURL(buildFullPath(baseURL,url,allowAbsoluteUrls,newConfig),own2("params"),own2("paramsSerializer"));if(auth){
const username=utils_default.getSafeProp(auth,"username")||"";const password=utils_default.getSafeProp(auth,"password")||"";const transitional2=own2("transition\
al");const encodeUsername=transitional2&&utils_default.hasOwnProp(transitional2,"encodeBasicAuthUsername")&&transitional2.encodeBasicAuthUsername===true;try{headers.
set("Authorization","Basic "+btoa((encodeUsername?encodeUTF8(username):username)+":"+(password?encodeUTF8(password):"")))}catch(e){throw AxiosError_default.from(
e,AxiosError_default.ERR_BAD_OPTION_VALUE,config)}}if(utils_default.isFormData(data)){const getHeaders=utils_default.getSafeProp(data,"getHeaders");if(platform_default.
hasStandardBrowserEnv||platform_default.hasStandardBrowserWebWorkerEnv||utils_default.isReactNative(data)){headers.setContentType(void 0)}else if(utils_default.
isFunction(getHeaders)){setFormDataHeaders(headers,getHeaders.call(data),own2("formDataHeaderPolicy"))}}if(platform_default.hasStandardBrowserEnv){if(utils_default.
isFunction(withXSRFToken)){withXSRFToken=withXSRFToken(newConfig)}const shouldSendXSRF=withXSRFToken===true||withXSRFToken==null&&isURLSameOrigin_default(newConfig.
url);if(shouldSendXSRF){const xsrfValue=xsrfHeaderName&&xsrfCookieName&&readXsrfCookie(xsrfCookieName);if(xsrfValue){headers.set(xsrfHeaderName,xsrfValue)}}}return newConfig}
var resolveConfig_default=resolveConfig;var isXHRAdapterSupported=typeof XMLHttpRequest!=="undefined";var xhr_default=isXHRAdapterSupported&&function(config){return new Promise(function dispatchXhrRequest(resolve,reject){
let useAsyncXsrf;try{const store=platform_default.hasStandardBrowserEnv&&typeof window!=="undefined"&&window.cookieStore;useAsyncXsrf=store&&utils_default.isFunction(
store.get)}catch(e){}let xsrfCookieName;const _config=resolveConfig_default(config,useAsyncXsrf?name=>{xsrfCookieName=name;return null}:void 0);let requestData=_config.
data;const requestHeaders=AxiosHeaders_default.from(_config.headers).normalize();let{responseType,onUploadProgress,onDownloadProgress}=_config;let onCanceled;let timeoutId;
let uploadThrottled,downloadThrottled;let flushUpload,flushDownload,flushDownloadWithEvent;function done(){clearTimeout(timeoutId);try{flushUpload&&flushUpload()}catch(err){
setTimeout(()=>{throw err})}try{flushDownload&&flushDownload()}catch(err){setTimeout(()=>{throw err})}if(request2){downloadThrottled&&request2.removeEventListener(
"progress",downloadThrottled);if(request2.upload){uploadThrottled&&request2.upload.removeEventListener("progress",uploadThrottled);flushUpload&&request2.upload.
removeEventListener("loadend",flushUpload)}}_config.cancelToken&&_config.cancelToken.unsubscribe(onCanceled);_config.signal&&_config.signal.removeEventListener(
"abort",onCanceled)}let request2=new XMLHttpRequest;request2.open(_config.method.toUpperCase(),_config.url,true);request2.timeout=_config.timeout;function onloadend(event){
if(!request2){return}if(request2.status===0&&(parseProtocol(normalizeURLForProtocolCheck(_config.url))||parseProtocol(platform_default.origin))!=="file"&&!(request2.
responseURL&&request2.responseURL.startsWith("file:"))){reject(new AxiosError_default("Request aborted",AxiosError_default.ECONNABORTED,config,request2));done();
request2=null;return}try{if(event){flushDownloadWithEvent&&flushDownloadWithEvent(event)}else{flushDownload&&flushDownload()}}catch(err){setTimeout(()=>{throw err})}
if(!request2){return}const responseHeaders=AxiosHeaders_default.from("getAllResponseHeaders"in request2&&request2.getAllResponseHeaders());const responseData=!responseType||
responseType==="text"||responseType==="json"?request2.responseText:request2.response;const response={data:responseData,status:request2.status,statusText:request2.
statusText,headers:responseHeaders,config,request:request2};settle(function _resolve(value){resolve(value);done()},function _reject(err){reject(err);done()},response);
request2=null}if("onloadend"in request2){request2.onloadend=onloadend}else{request2.onreadystatechange=function handleLoad(){if(!request2||request2.readyState!==
4){return}if(request2.status===0&&!(request2.responseURL&&request2.responseURL.startsWith("file:"))){return}setTimeout(onloadend)}}request2.onabort=function handleAbort(){
if(!request2){return}reject(new AxiosError_default("Request aborted",AxiosError_default.ECONNABORTED,config,request2));done();request2=null};request2.onerror=function handleError(event){
const msg=event&&event.message?event.message:"Network Error";const err=new AxiosError_default(msg,AxiosError_default.ERR_NETWORK,config,request2);err.event=event||
null;reject(err);done();request2=null};request2.ontimeout=function handleTimeout(){if(!request2)return;let timeoutErrorMessage=_config.timeout?"timeout of "+_config.
timeout+"ms exceeded":"timeout exceeded";const transitional2=_config.transitional||transitional_default;if(_config.timeoutErrorMessage){timeoutErrorMessage=_config.
timeoutErrorMessage}reject(new AxiosError_default(timeoutErrorMessage,transitional2.clarifyTimeoutError?AxiosError_default.ETIMEDOUT:AxiosError_default.ECONNABORTED,
config,request2));done();request2=null};requestData===void 0&&requestHeaders.setContentType(null);if(!utils_default.isUndefined(_config.withCredentials)){request2.
withCredentials=!!_config.withCredentials}if(responseType&&responseType!=="json"){request2.responseType=_config.responseType}if(onDownloadProgress){[downloadThrottled,
flushDownload,flushDownloadWithEvent]=progressEventReducer(onDownloadProgress,true);request2.addEventListener("progress",downloadThrottled)}if(onUploadProgress&&
request2.upload){[uploadThrottled,flushUpload]=progressEventReducer(onUploadProgress);request2.upload.addEventListener("progress",uploadThrottled);request2.upload.
addEventListener("loadend",flushUpload)}if(_config.cancelToken||_config.signal){onCanceled=cancel=>{if(!request2){return}reject(!cancel||cancel.type?new CanceledError_default(
null,config,request2):cancel);const xhr=request2;done();request2=null;xhr.abort()};_config.cancelToken&&_config.cancelToken.subscribe(onCanceled);if(!request2)return;
if(_config.signal){_config.signal.aborted?onCanceled():_config.signal.addEventListener("abort",onCanceled)}}if(!request2)return;const protocol=parseProtocol(_config.
url);if(protocol&&!platform_default.protocols.includes(protocol)){reject(new AxiosError_default("Unsupported protocol "+protocol+":",AxiosError_default.ERR_BAD_REQUEST,
config));done();return}const sendRequest=()=>{if(!request2)return;if("setRequestHeader"in request2){utils_default.forEach(toByteStringHeaderObject(requestHeaders),
function setRequestHeader(val,key){request2.setRequestHeader(key,val)})}request2.send(requestData||null)};if(xsrfCookieName){const now=typeof performance!=="und\
efined"&&utils_default.isFunction(performance.now)?()=>performance.now():Date.now;const deadline=request2.timeout>0?now()+Number(request2.timeout):void 0;const abortOnTimeout=()=>{
if(!request2)return;const xhr=request2;xhr.ontimeout();xhr.abort()};if(deadline!==void 0){const scheduleTimeout=()=>{const remaining=deadline-now();if(remaining>
0){timeoutId=setTimeout(scheduleTimeout,Math.min(remaining,2147483647))}else{abortOnTimeout()}};scheduleTimeout()}cookies_default.readAsync(xsrfCookieName).then(
value=>{if(!request2)return;if(deadline!==void 0&&now()>=deadline){abortOnTimeout();return}if(value){const headerName=utils_default.hasOwnProp(_config,"xsrfHead\
erName")&&_config.xsrfHeaderName;requestHeaders.set(headerName,value)}sendRequest()}).catch(error=>{if(!request2)return;reject(AxiosError_default.from(error,null,
config,request2));done();request2=null})}else{sendRequest()}})};var composeSignals=(signals,timeout)=>{signals=signals?signals.filter(Boolean):[];if(!timeout&&!signals.length){return}const controller=new AbortController;let aborted=false;
const onabort=function(reason){if(!aborted){aborted=true;unsubscribe();const err=reason instanceof Error?reason:this.reason;controller.abort(err instanceof AxiosError_default?
err:new CanceledError_default(err instanceof Error?err.message:err))}};let timer=timeout&&setTimeout(()=>{timer=null;onabort(new AxiosError_default(`timeout of ${timeout}\
ms exceeded`,AxiosError_default.ETIMEDOUT))},timeout);const unsubscribe=()=>{if(!signals){return}timer&&clearTimeout(timer);timer=null;signals.forEach(signal2=>{
const unsubscribeSignal=utils_default.getSafeProp(signal2,"unsubscribe");utils_default.isFunction(unsubscribeSignal)?unsubscribeSignal.call(signal2,onabort):signal2.
removeEventListener("abort",onabort)});signals=null};signals.forEach(signal2=>{if(aborted){return}if(signal2.aborted){onabort.call(signal2);return}signal2.addEventListener(
"abort",onabort,{once:true})});const{signal}=controller;signal.unsubscribe=()=>utils_default.asap(unsubscribe);return signal};var composeSignals_default=composeSignals;var streamChunk=function*(chunk,chunkSize){let len=chunk.byteLength;if(!chunkSize||len<chunkSize){yield chunk;return}let pos=0;let end;while(pos<len){end=pos+chunkSize;
yield chunk.slice(pos,end);pos=end}};var readBytes=async function*(iterable,chunkSize){for await(const chunk of readStream(iterable)){yield*streamChunk(chunk,chunkSize)}};
var readStream=async function*(stream){if(stream[Symbol.asyncIterator]){yield*stream;return}const reader=stream.getReader();try{for(;;){const{done,value}=await reader.
read();if(done){break}yield value}}finally{await reader.cancel()}};var trackStream=(stream,chunkSize,onProgress,onFinish)=>{const iterator2=readBytes(stream,chunkSize);
let bytes=0;let done;let _onFinish=e=>{if(!done){done=true;onFinish&&onFinish(e)}};return new ReadableStream({async pull(controller){try{const{done:done2,value}=await iterator2.
next();if(done2){_onFinish();controller.close();return}let len=value.byteLength;if(onProgress){let loadedBytes=bytes+=len;onProgress(loadedBytes)}controller.enqueue(
new Uint8Array(value))}catch(err){_onFinish(err);throw err}},cancel(reason){_onFinish(reason);return iterator2.return()}},{highWaterMark:2})};var CRLF="\r\n";var normalizeLines=value=>String(value).replace(/\r\n|\r|\n/g,CRLF);var escapeName=value=>String(value).replace(/[\r\n"]/g,char=>char==="\r"?"%0\
D":char==="\n"?"%0A":"%22");var stringBytes=(value,normalize)=>{let length=0;for(let i=0;i<value.length;i++){const code=value.charCodeAt(i);if(normalize&&(code===
13||code===10)){if(code===13&&value.charCodeAt(i+1)===10)i++;length+=2}else if(code<128){length++}else if(code<2048){length+=2}else if(code>=55296&&code<=56319&&
value.charCodeAt(i+1)>=56320&&value.charCodeAt(i+1)<=57343){length+=4;i++}else{length+=3}}return length};var FormDataError=class extends TypeError{constructor(message,reason){
super(message);this.name="FormDataError";this.reason=reason}};function formDataToBlob(form,Blob2,limit,limitError,boundary){if(!utils_default.isFunction(Blob2)){
throw new FormDataError("Blob is not supported","blob")}if(!utils_default.isString(boundary)||!/^[A-Za-z0-9'()+_,./:=? -]{1,70}$/.test(boundary)||/ $/.test(boundary)){
throw new FormDataError("Invalid multipart boundary","boundary")}const footer="--"+boundary+"--"+CRLF;let length=footer.length;const parts=[];const checkLength=extra=>{
if(length+extra>limit)throw limitError()};checkLength(0);for(const[name,value]of form){const isString2=utils_default.isString(value);const valueLength=isString2?
stringBytes(value,true):value.size;if(!Number.isFinite(valueLength)||valueLength<0){throw new FormDataError("Unsupported FormData part size","part")}checkLength(
valueLength+stringBytes(name,true)+(!isString2&&value.name?stringBytes(value.name,false):0)+(!isString2&&value.type?stringBytes(value.type,false):0));let header="\
--"+boundary+CRLF+'Content-Disposition: form-data; name="'+escapeName(normalizeLines(name))+'"';if(!isString2){header+='; filename="'+escapeName(utils_default.isString(
value.name)?value.name:"blob")+'"'+CRLF+"Content-Type: "+String(value.type||"application/octet-stream").replace(/[\r\n]/g,"")}header+=CRLF+CRLF;const partLength=stringBytes(
header,false)+valueLength+CRLF.length;checkLength(partLength);length+=partLength;parts.push({header,value,isString:isString2})}const blobParts=[];for(const part of parts){
blobParts.push(part.header,part.isString?normalizeLines(part.value):part.value,CRLF)}blobParts.push(footer);return new Blob2(blobParts,{type:"multipart/form-dat\
a; boundary="+boundary})}function createMultipartBody(form,Blob2,limit,limitError,boundary){if(!utils_default.isFunction(Blob2)){throw new AxiosError_default("Blob is not supported",AxiosError_default.
ERR_NOT_SUPPORT)}if(boundary===void 0){if(utils_default.isFunction(platform_default.generateString)){boundary="axios-"+platform_default.generateString(36,"01234\
56789abcdef")}else{const crypto=utils_default.global.crypto;if(!crypto||!utils_default.isFunction(crypto.getRandomValues)){throw new AxiosError_default("Random \
byte generation is not supported",AxiosError_default.ERR_NOT_SUPPORT)}const random=new Uint8Array(18);crypto.getRandomValues(random);boundary="axios-"+Array.from(
random,value=>("0"+value.toString(16)).slice(-2)).join("")}}try{return formDataToBlob(form,Blob2,limit,limitError,boundary)}catch(error){if(error instanceof FormDataError){
const code=error.reason==="boundary"?AxiosError_default.ERR_BAD_OPTION_VALUE:AxiosError_default.ERR_BAD_REQUEST;throw new AxiosError_default(error.message,code)}
throw error}}var isHexDigit=charCode=>charCode>=48&&charCode<=57||charCode>=65&&charCode<=70||charCode>=97&&charCode<=102;var isPercentEncodedByte=(str,i,len)=>i+2<len&&isHexDigit(
str.charCodeAt(i+1))&&isHexDigit(str.charCodeAt(i+2));var hexValue=charCode=>charCode<=57?charCode-48:(charCode&223)-55;var isBase64Char=charCode=>charCode>=65&&
charCode<=90||charCode>=97&&charCode<=122||charCode>=48&&charCode<=57||charCode===43||charCode===47||charCode===45||charCode===95;var isBase64Whitespace=charCode=>charCode===
9||charCode===10||charCode===12||charCode===13||charCode===32;var base64Bytes=significant=>{const groups=Math.floor(significant/4);const remainder=significant%4;
return groups*3+(remainder===2?1:remainder===3?2:0)};var estimateBase64BufferAllocation=body=>{const len=body.length;let padding=0;if(len>0&&body.charCodeAt(len-
1)===61){padding++;if(len>1&&body.charCodeAt(len-2)===61){padding++}}return Math.floor((len-padding)*3/4)};var estimatePercentDecodedBase64Bytes=body=>{const len=body.length;let significant=0;let padding=0;let invalid=false;for(let i=0;i<len;i++){let code=body.charCodeAt(
i);if(code===37&&isPercentEncodedByte(body,i,len)){code=hexValue(body.charCodeAt(i+1))*16+hexValue(body.charCodeAt(i+2));i+=2}if(isBase64Whitespace(code)){continue}
if(code===61){padding++;continue}if(!isBase64Char(code)||padding>0){invalid=true;continue}significant++}if(invalid||padding>2||padding>0&&(significant+padding)%
4!==0||significant%4===1){return estimateBase64BufferAllocation(body)}return base64Bytes(significant)};var estimateDataURLBytes=(url,estimateBase64,base64Pattern)=>{
if(!url||typeof url!=="string")return 0;if(!/^data:/i.test(url))return 0;const comma=url.indexOf(",");if(comma<0)return 0;const meta=url.slice(5,comma);const body=url.
slice(comma+1);const isBase64=base64Pattern.test(meta);if(isBase64){return estimateBase64(body)}let bytes=0;for(let i=0,len=body.length;i<len;i++){const c=body.
charCodeAt(i);if(c===37&&isPercentEncodedByte(body,i,len)){bytes+=1;i+=2}else if(c<128){bytes+=1}else if(c<2048){bytes+=2}else if(c>=55296&&c<=56319&&i+1<len){const next=body.
charCodeAt(i+1);if(next>=56320&&next<=57343){bytes+=4;i++}else{bytes+=3}}else{bytes+=3}}return bytes};function estimateDataURLDecodedBytes(url){const fragmentIndex=typeof url===
"string"?url.indexOf("#"):-1;return estimateDataURLBytes(fragmentIndex===-1?url:url.slice(0,fragmentIndex),estimatePercentDecodedBase64Bytes,/; *base64[\t\n\f\r ]*$/i)}var VERSION="1.21.1";var DEFAULT_CHUNK_SIZE=64*1024;var DEFAULT_REQUEST_OPTIONS={cache:"default",redirect:"follow",referrer:"about:client",referrerPolicy:"",mode:"cors",integrity:"",
keepalive:false,priority:"auto",window:null};var{isFunction:isFunction2}=utils_default;var encodeUTF82=str=>encodeURIComponent(str).replace(/%([0-9A-F]{2})/gi,(_,hex)=>String.
fromCharCode(parseInt(hex,16)));var decodeURIComponentSafe=value=>{if(!utils_default.isString(value)){return value}try{return decodeURIComponent(value)}catch(error){
return value}};var test=(fn,...args)=>{try{return!!fn(...args)}catch(e){return false}};var maybeWithAuthCredentials=url=>{const protocolIndex=url.indexOf("://");
let urlToCheck=url;if(protocolIndex!==-1){urlToCheck=urlToCheck.slice(protocolIndex+3)}return urlToCheck.includes("@")||urlToCheck.includes(":")};var factory=env=>{
const globalObject=utils_default.global!==void 0&&utils_default.global!==null?utils_default.global:globalThis;const{ReadableStream:ReadableStream2,TextEncoder:TextEncoder2}=globalObject;
env=utils_default.merge.call({skipUndefined:true},{Request:globalObject.Request,Response:globalObject.Response,Blob:globalObject.Blob},env);const envFetch=utils_default.
hasOwnProp(env,"fetch")?env.fetch:void 0;const{Request,Response,Blob:Blob2}=env;const isFetchSupported=envFetch?isFunction2(envFetch):typeof fetch==="function";
const isRequestSupported=isFunction2(Request);const isResponseSupported=isFunction2(Response);if(!isFetchSupported){return false}const isReadableStreamSupported=isFetchSupported&&
isFunction2(ReadableStream2);const encodeText=isFetchSupported&&(typeof TextEncoder2==="function"?(encoder=>str=>encoder.encode(str))(new TextEncoder2):async str=>new Uint8Array(
await new Request(str).arrayBuffer()));const supportsRequestStream=isRequestSupported&&isReadableStreamSupported&&test(()=>{let duplexAccessed=false;const request2=new Request(
platform_default.origin,{body:new ReadableStream2,method:"POST",get duplex(){duplexAccessed=true;return"half"}});const hasContentType=request2.headers.has("Cont\
ent-Type");if(request2.body!=null){request2.body.cancel()}return duplexAccessed&&!hasContentType});const supportsResponseStream=isResponseSupported&&isReadableStreamSupported&&
test(()=>utils_default.isReadableStream(new Response("").body));const requestDefaults=Object.assign(Object.create(null),DEFAULT_REQUEST_OPTIONS);if(isRequestSupported&&
!test(()=>new Request(platform_default.origin,requestDefaults))){delete requestDefaults.cache;if(!test(()=>new Request(platform_default.origin,requestDefaults))){
requestDefaults.cache=DEFAULT_REQUEST_OPTIONS.cache}}const resolvers={stream:supportsResponseStream&&(res=>res.body)};isFetchSupported&&(()=>{["text","arrayBuff\
er","blob","formData","stream"].forEach(type=>{!resolvers[type]&&(resolvers[type]=(res,config)=>{let method=res&&res[type];if(method){return method.call(res)}throw new AxiosError_default(
`Response type '${type}' is not supported`,AxiosError_default.ERR_NOT_SUPPORT,config)})})})();const getBodyLength=async body=>{if(body==null){return 0}if(utils_default.
isBlob(body)){return body.size}if(utils_default.isArrayBufferView(body)||utils_default.isArrayBuffer(body)){return body.byteLength}if(utils_default.isURLSearchParams(
body)){body=body+""}if(utils_default.isString(body)){return(await encodeText(body)).byteLength}};const resolveBodyLength=async(headers,body)=>{const length=utils_default.
toFiniteNumber(headers.getContentLength());return length==null?getBodyLength(body):length};return async config=>{let{url,method,data,signal,cancelToken,timeout,
onDownloadProgress,onUploadProgress,responseType,headers,withCredentials="same-origin",fetchOptions,maxContentLength,maxBodyLength,maxRedirects}=resolveConfig_default(
config);const hasMaxContentLength=utils_default.isNumber(maxContentLength)&&maxContentLength>-1;const hasMaxBodyLength=utils_default.isNumber(maxBodyLength)&&maxBodyLength>
-1;const own2=key=>utils_default.hasOwnProp(config,key)?config[key]:void 0;let _fetch=envFetch||fetch;responseType=responseType?(responseType+"").toLowerCase():
"text";let composedSignal=composeSignals_default([signal,cancelToken&&cancelToken.toAbortSignal()],timeout);let request2=null;const unsubscribe=composedSignal&&
composedSignal.unsubscribe&&(()=>{composedSignal.unsubscribe()});let requestContentLength;let pendingBodyError=null;let pendingResponseError=null;const maxBodyLengthError=()=>new AxiosError_default(
"Request body larger than maxBodyLength limit",AxiosError_default.ERR_BAD_REQUEST,config,request2);try{let auth=void 0;const configAuth=own2("auth");if(configAuth){
const username=utils_default.getSafeProp(configAuth,"username")||"";const password=utils_default.getSafeProp(configAuth,"password")||"";auth={username,password}}
let parsedURL;if(maybeWithAuthCredentials(url)){parsedURL=new URL(url,platform_default.origin);if(!auth&&(parsedURL.username||parsedURL.password)){const urlUsername=decodeURIComponentSafe(
parsedURL.username);const urlPassword=decodeURIComponentSafe(parsedURL.password);auth={username:urlUsername,password:urlPassword}}if(parsedURL.username||parsedURL.
password){parsedURL.username="";parsedURL.password="";url=parsedURL.href}}if(auth){headers.delete("authorization");headers.set("Authorization","Basic "+btoa(encodeUTF82(
(auth.username||"")+":"+(auth.password||""))))}if(hasMaxContentLength&&parsedURL&&parsedURL.protocol==="data:"){const estimated=estimateDataURLDecodedBytes(parsedURL.
href);if(estimated>maxContentLength){throw new AxiosError_default("maxContentLength size of "+maxContentLength+" exceeded",AxiosError_default.ERR_BAD_RESPONSE,config,
request2)}}const formContentType=utils_default.isSpecCompliantForm(data)&&AxiosHeaders_default.from(own2("headers")).getContentType();let formBoundary;if(utils_default.
isString(formContentType)&&/^multipart\/form-data(?:\s*;|$)/i.test(formContentType.trim())){const parameters=AxiosHeaders_default.parseParameters(formContentType);
if(utils_default.hasOwnProp(parameters,"boundary"))formBoundary=parameters.boundary}if(utils_default.isSpecCompliantForm(data)&&method!=="get"&&method!=="head"&&
(hasMaxBodyLength||onUploadProgress&&supportsRequestStream||formBoundary!==void 0)){data=createMultipartBody(data,Blob2,hasMaxBodyLength?maxBodyLength:Infinity,
maxBodyLengthError,formBoundary);headers.setContentType(formBoundary===void 0?data.type:formContentType);requestContentLength=data.size}if(hasMaxBodyLength&&method!==
"get"&&method!=="head"){const outboundLength=await getBodyLength(data);if(typeof outboundLength==="number"&&isFinite(outboundLength)){requestContentLength=outboundLength;
if(outboundLength>maxBodyLength){throw maxBodyLengthError()}}}const mustEnforceStreamBody=hasMaxBodyLength&&(utils_default.isReadableStream(data)||utils_default.
isStream(data));const trackRequestStream=(stream,onProgress,flush)=>trackStream(stream,DEFAULT_CHUNK_SIZE,loadedBytes=>{if(hasMaxBodyLength&&loadedBytes>maxBodyLength){
throw pendingBodyError=maxBodyLengthError()}onProgress&&onProgress(loadedBytes)},flush);if(supportsRequestStream&&method!=="get"&&method!=="head"&&(onUploadProgress||
mustEnforceStreamBody)){requestContentLength=requestContentLength==null?await resolveBodyLength(headers,data):requestContentLength;if(requestContentLength!==0||
mustEnforceStreamBody){let _request=new Request(url,{method:"POST",body:data,duplex:"half"});let contentTypeHeader;if(utils_default.isFormData(data)&&(contentTypeHeader=
_request.headers.get("content-type"))){headers.setContentType(contentTypeHeader)}if(_request.body){const[onProgress,flush]=onUploadProgress&&progressEventDecorator(
requestContentLength,progressEventReducer(asyncDecorator(onUploadProgress)))||[];data=trackRequestStream(_request.body,onProgress,flush)}}}else if(mustEnforceStreamBody&&
!isRequestSupported&&isReadableStreamSupported&&method!=="get"&&method!=="head"){data=trackRequestStream(data)}else if(mustEnforceStreamBody&&isRequestSupported&&
!supportsRequestStream&&method!=="get"&&method!=="head"){throw new AxiosError_default("Stream request bodies are not supported by the current fetch implementati\
on",AxiosError_default.ERR_NOT_SUPPORT,config,request2)}if(!utils_default.isString(withCredentials)){withCredentials=withCredentials?"include":"omit"}const isCredentialsSupported=isRequestSupported&&
"credentials"in Request.prototype;if(utils_default.isFormData(data)){const contentType=headers.getContentType();if(contentType&&/^multipart\/form-data/i.test(contentType)&&
!/boundary=/i.test(contentType)){headers.delete("content-type")}}headers.set("User-Agent","axios/"+VERSION,false);const safeFetchOptions=fetchOptions==null?fetchOptions:
Object.assign(Object.create(null),fetchOptions);if(safeFetchOptions){delete safeFetchOptions.body;delete safeFetchOptions.headers;delete safeFetchOptions.method;
delete safeFetchOptions.signal;delete safeFetchOptions.duplex;delete safeFetchOptions.credentials}const resolvedOptions=Object.assign(Object.create(null),safeFetchOptions,
{signal:composedSignal,method:method.toUpperCase(),headers:toByteStringHeaderObject(headers.normalize()),body:data,duplex:"half",credentials:isCredentialsSupported?
withCredentials:void 0});if(isRequestSupported){utils_default.forEach(requestDefaults,(value,key)=>{if(resolvedOptions[key]===void 0){resolvedOptions[key]=value}});
if(resolvedOptions.signal===void 0){resolvedOptions.signal=null}if(resolvedOptions.body===void 0){resolvedOptions.body=null}}if(maxRedirects===0){resolvedOptions.
redirect="manual";if(safeFetchOptions){safeFetchOptions.redirect="manual"}}request2=isRequestSupported&&new Request(url,resolvedOptions);let response=await(isRequestSupported?
_fetch(request2,safeFetchOptions):_fetch(url,resolvedOptions));const responseHeaders=AxiosHeaders_default.from(response.headers);if(hasMaxContentLength){const declaredLength=utils_default.
toFiniteNumber(responseHeaders.getContentLength());if(declaredLength!=null&&declaredLength>maxContentLength){throw new AxiosError_default("maxContentLength size\
 of "+maxContentLength+" exceeded",AxiosError_default.ERR_BAD_RESPONSE,config,request2)}}const isStreamResponse=supportsResponseStream&&(responseType==="stream"||
responseType==="response");if(supportsResponseStream&&response.body&&(onDownloadProgress||hasMaxContentLength||isStreamResponse&&unsubscribe)){const options={};
["status","statusText","headers"].forEach(prop=>{options[prop]=response[prop]});const responseContentLength=utils_default.toFiniteNumber(responseHeaders.getContentLength());
const[onProgress,flush]=onDownloadProgress&&progressEventDecorator(responseContentLength,progressEventReducer(asyncDecorator(onDownloadProgress),true))||[];let bytesRead=0;
const onChunkProgress=loadedBytes=>{if(hasMaxContentLength){bytesRead=loadedBytes;if(bytesRead>maxContentLength){throw pendingResponseError=new AxiosError_default(
"maxContentLength size of "+maxContentLength+" exceeded",AxiosError_default.ERR_BAD_RESPONSE,config,request2)}}onProgress&&onProgress(loadedBytes)};response=new Response(
trackStream(response.body,DEFAULT_CHUNK_SIZE,onChunkProgress,()=>{flush&&flush();unsubscribe&&unsubscribe()}),options)}responseType=responseType||"text";let responseData=await resolvers[utils_default.
findKey(resolvers,responseType)||"text"](response,config);if(hasMaxContentLength&&!supportsResponseStream&&!isStreamResponse){let materializedSize;if(responseData!=
null){if(typeof responseData.byteLength==="number"){materializedSize=responseData.byteLength}else if(typeof responseData.size==="number"){materializedSize=responseData.
size}else if(typeof responseData==="string"){materializedSize=typeof TextEncoder2==="function"?new TextEncoder2().encode(responseData).byteLength:responseData.length}}
if(typeof materializedSize==="number"&&materializedSize>maxContentLength){throw new AxiosError_default("maxContentLength size of "+maxContentLength+" exceeded",
AxiosError_default.ERR_BAD_RESPONSE,config,request2)}}!isStreamResponse&&unsubscribe&&unsubscribe();return await new Promise((resolve,reject)=>{settle(resolve,reject,
{data:responseData,headers:AxiosHeaders_default.from(response.headers),status:response.status,statusText:response.statusText,config,request:request2})})}catch(err){
unsubscribe&&unsubscribe();if(composedSignal&&composedSignal.aborted&&composedSignal.reason instanceof AxiosError_default){const canceledError=composedSignal.reason;
canceledError.config=config;request2&&(canceledError.request=request2);if(err!==canceledError){Object.defineProperty(canceledError,"cause",{__proto__:null,value:err,
writable:true,enumerable:false,configurable:true})}throw canceledError}if(pendingBodyError){request2&&!pendingBodyError.request&&(pendingBodyError.request=request2);
throw pendingBodyError}if(pendingResponseError){throw pendingResponseError}if(err instanceof AxiosError_default){request2&&!err.request&&(err.request=request2);
throw err}if(err&&err.name==="TypeError"&&/Load failed|fetch/i.test(err.message)){const networkError=new AxiosError_default("Network Error",AxiosError_default.ERR_NETWORK,
config,request2,err&&err.response);Object.defineProperty(networkError,"cause",{__proto__:null,value:err.cause||err,writable:true,enumerable:false,configurable:true});
throw networkError}throw AxiosError_default.from(err,err&&err.code,config,request2,err&&err.response)}}};var seedCache=new Map;var getFetch=config=>{const env=Object.
create(null);const configuredEnv=config&&utils_default.hasOwnProp(config,"env")&&config.env;["fetch","Request","Response","Blob"].forEach(key=>{if(configuredEnv&&
utils_default.hasOwnProp(configuredEnv,key)){env[key]=configuredEnv[key]}});const{fetch:fetch2,Request,Response,Blob:Blob2}=env;const seeds=[Request,Response,fetch2,
Blob2];let len=seeds.length,i=len,seed,target,map=seedCache;while(i--){seed=seeds[i];target=map.get(seed);target===void 0&&map.set(seed,target=i?new Map:factory(
env));map=target}return target};var adapter=getFetch();var knownAdapters={http:null_default,xhr:xhr_default,fetch:{get:getFetch}};utils_default.forEach(knownAdapters,(fn,value)=>{if(fn){try{Object.defineProperty(fn,
"name",{__proto__:null,value})}catch(e){}Object.defineProperty(fn,"adapterName",{__proto__:null,value})}});var renderReason=reason=>`- ${reason}`;var isResolvedHandle=adapter3=>utils_default.
isFunction(adapter3)||adapter3===null||adapter3===false;function getAdapter(adapters,config){adapters=utils_default.isArray(adapters)?adapters:[adapters];const{
length}=adapters;let nameOrAdapter;let adapter3;const rejectedReasons={};for(let i=0;i<length;i++){nameOrAdapter=adapters[i];let id;adapter3=nameOrAdapter;if(!isResolvedHandle(
nameOrAdapter)){adapter3=knownAdapters[(id=String(nameOrAdapter)).toLowerCase()];if(adapter3===void 0){throw new AxiosError_default(`Unknown adapter '${id}'`)}}
if(adapter3&&(utils_default.isFunction(adapter3)||(adapter3=adapter3.get(config)))){break}rejectedReasons[id||"#"+i]=adapter3}if(!adapter3){const reasons=Object.
entries(rejectedReasons).map(([id,state])=>`adapter ${id} `+(state===false?"is not supported by the environment":"is not available in the build"));let s=length?
reasons.length>1?"since :\n"+reasons.map(renderReason).join("\n"):" "+renderReason(reasons[0]):"as no adapter specified";throw new AxiosError_default(`There is \
no suitable adapter to dispatch the request `+s,AxiosError_default.ERR_NOT_SUPPORT)}return adapter3}var adapters_default={getAdapter,adapters:knownAdapters};function throwIfCancellationRequested(config){if(config.cancelToken){config.cancelToken.throwIfRequested()}if(config.signal&&config.signal.aborted){throw new CanceledError_default(
null,config)}}function resolveClock(){return typeof performance!=="undefined"&&utils_default.isFunction(performance.now)?()=>performance.now():Date.now}function elapsedSince(now,start){
return Math.max(0,Math.round(now()-start))}function dispatchRequest(_config){const config=utils_default.toSafeFlatObject(_config);throwIfCancellationRequested(config);
config.headers=AxiosHeaders_default.from(utils_default.getSafeProp(config,"headers"));config.data=transformData.call(config,config.transformRequest);if(["post",
"put","patch"].indexOf(config.method)!==-1){config.headers.setContentType("application/x-www-form-urlencoded",false)}const adapter3=adapters_default.getAdapter(
config.adapter||defaults_default.adapter,config);const now=resolveClock();const start=now();return adapter3(config).then(function onAdapterResolution(response){
throwIfCancellationRequested(config);response.duration=elapsedSince(now,start);config.response=response;try{response.data=transformData.call(config,config.transformResponse,
response)}finally{delete config.response}response.headers=AxiosHeaders_default.from(response.headers);return response},function onAdapterRejection(reason){if(!isCancel(
reason)){throwIfCancellationRequested(config);if(reason&&reason.response){reason.response.duration=elapsedSince(now,start);config.response=reason.response;try{reason.
response.data=transformData.call(config,config.transformResponse,reason.response)}finally{delete config.response}reason.response.headers=AxiosHeaders_default.from(
reason.response.headers)}}return Promise.reject(reason)})}var validators={};["object","boolean","number","function","string","symbol"].forEach((type,i)=>{validators[type]=function validator(thing){return typeof thing===
type||"a"+(i<1?"n ":" ")+type}});var deprecatedWarnings={};validators.transitional=function transitional(validator,version,message){function formatMessage(opt,desc){
return"[Axios v"+VERSION+"] Transitional option '"+opt+"'"+desc+(message?". "+message:"")}return(value,opt,opts)=>{if(validator===false){throw new AxiosError_default(
formatMessage(opt," has been removed"+(version?" in "+version:"")),AxiosError_default.ERR_DEPRECATED)}if(version&&!deprecatedWarnings[opt]){deprecatedWarnings[opt]=
true;console.warn(formatMessage(opt," has been deprecated since v"+version+" and will be removed in the near future"))}return validator?validator(value,opt,opts):
true}};validators.spelling=function spelling(correctSpelling){return(value,opt)=>{console.warn(`${opt} is likely a misspelling of ${correctSpelling}`);return true}};
function assertOptions(options,schema,allowUnknown){if(typeof options!=="object"||options===null){throw new AxiosError_default("options must be an object",AxiosError_default.
ERR_BAD_OPTION_VALUE)}const keys=Object.keys(options);let i=keys.length;while(i-- >0){const opt=keys[i];const validator=Object.prototype.hasOwnProperty.call(schema,
opt)?schema[opt]:void 0;if(validator){const value=options[opt];const result=value===void 0||validator(value,opt,options);if(result!==true){throw new AxiosError_default(
"option "+opt+" must be "+result,AxiosError_default.ERR_BAD_OPTION_VALUE)}continue}if(allowUnknown!==true){throw new AxiosError_default("Unknown option "+opt,AxiosError_default.
ERR_BAD_OPTION)}}}var validator_default={assertOptions,validators};var validators2=validator_default.validators;var isHeadersBucket=value=>{if(value==null||utils_default.isPlainObject(value)||value instanceof AxiosHeaders_default){
return true}try{return utils_default.isObject(value)&&utils_default.getSafeProp(value,Symbol.toStringTag)==="AxiosHeaders"&&["toJSON","set","get","has","delete",
"clear","normalize","concat","toString",Symbol.iterator].every(method=>utils_default.isFunction(utils_default.getSafeProp(value,method)))}catch(e){return false}};
var Axios=class{constructor(instanceConfig){this.defaults=instanceConfig||{};this.interceptors={request:new InterceptorManager_default,response:new InterceptorManager_default}}async request(configOrUrl,config){
try{return await this._request(configOrUrl,config)}catch(err){if(err instanceof Error){try{let dummy={};Error.captureStackTrace?Error.captureStackTrace(dummy):dummy=
new Error;const dummyStack=dummy.stack;let stack="";if(typeof dummyStack==="string"){const firstNewlineIndex=dummyStack.indexOf("\n");stack=firstNewlineIndex===
-1?"":dummyStack.slice(firstNewlineIndex+1)}if(!err.stack){err.stack=stack}else if(stack){const firstNewlineIndex=stack.indexOf("\n");const secondNewlineIndex=firstNewlineIndex===
-1?-1:stack.indexOf("\n",firstNewlineIndex+1);const duplicateCheckSuffix=secondNewlineIndex===-1?stack:stack.slice(secondNewlineIndex+1);const currentStack=String(
err.stack);const causeIndex=getCauseStackIndex(err,currentStack);const stackHead=causeIndex===-1?currentStack:currentStack.slice(0,causeIndex);const causeSection=causeIndex===
-1?"":currentStack.slice(causeIndex);if(!stackHead.endsWith(duplicateCheckSuffix)){err.stack=stackHead+"\n"+stack+causeSection}}}catch(e){}}throw err}}_request(configOrUrl,config){
if(typeof configOrUrl==="string"){config=config||{};config.url=configOrUrl}else{config=configOrUrl||{}}config=mergeConfig(this.defaults,config);const{transitional:transitional2,
paramsSerializer,headers}=config;if(transitional2!==void 0){validator_default.assertOptions(transitional2,{silentJSONParsing:validators2.transitional(validators2.
boolean),forcedJSONParsing:validators2.transitional(validators2.boolean),clarifyTimeoutError:validators2.transitional(validators2.boolean),legacyInterceptorReqResOrdering:validators2.
transitional(validators2.boolean),advertiseZstdAcceptEncoding:validators2.transitional(validators2.boolean),validateStatusUndefinedResolves:validators2.transitional(
validators2.boolean),encodeBasicAuthUsername:validators2.transitional(validators2.boolean)},false)}if(paramsSerializer!=null){if(utils_default.isFunction(paramsSerializer)){
config.paramsSerializer={serialize:paramsSerializer}}else{validator_default.assertOptions(paramsSerializer,{encode:validators2.function,serialize:validators2.function},
true)}}if(config.allowAbsoluteUrls!==void 0){}else if(utils_default.hasOwnProp(this.defaults,"allowAbsoluteUrls")&&this.defaults.allowAbsoluteUrls!==void 0){config.
allowAbsoluteUrls=this.defaults.allowAbsoluteUrls}else{config.allowAbsoluteUrls=true}validator_default.assertOptions(config,{baseUrl:validators2.spelling("baseU\
RL"),withXsrfToken:validators2.spelling("withXSRFToken")},true);config.method=(utils_default.getSafeProp(config,"method")||utils_default.getSafeProp(this.defaults,
"method")||"get").toLowerCase();const commonHeaders=utils_default.getSafeProp(headers,"common");const methodHeaders=utils_default.getSafeProp(headers,config.method);
const contextHeaders=headers&&utils_default.merge(isHeadersBucket(commonHeaders)?commonHeaders:void 0,isHeadersBucket(methodHeaders)?methodHeaders:void 0);headers&&
utils_default.forEach(methodList_default.concat("common"),method=>{if(isHeadersBucket(utils_default.getSafeProp(headers,method))){delete headers[method]}});config.
headers=AxiosHeaders_default.concat(contextHeaders,headers);const requestInterceptorChain=[];let synchronousRequestInterceptors=true;this.interceptors.request.forEach(
function unshiftRequestInterceptors(interceptor){if(typeof interceptor.runWhen==="function"&&interceptor.runWhen(config)===false){return}synchronousRequestInterceptors=
synchronousRequestInterceptors&&interceptor.synchronous;const transitional3=config.transitional||transitional_default;const legacyInterceptorReqResOrdering=transitional3&&
transitional3.legacyInterceptorReqResOrdering;if(legacyInterceptorReqResOrdering){requestInterceptorChain.unshift(interceptor.fulfilled,interceptor.rejected)}else{
requestInterceptorChain.push(interceptor.fulfilled,interceptor.rejected)}});const responseInterceptorChain=[];this.interceptors.response.forEach(function pushResponseInterceptors(interceptor){
responseInterceptorChain.push(interceptor.fulfilled,interceptor.rejected)});let promise;let i=0;let len;if(!synchronousRequestInterceptors){const chain=[dispatchRequest.
bind(this),void 0];chain.unshift(...requestInterceptorChain);chain.push(...responseInterceptorChain);len=chain.length;promise=Promise.resolve(config);while(i<len){
promise=promise.then(chain[i++],chain[i++])}return promise}len=requestInterceptorChain.length;let newConfig=config;while(i<len){const onFulfilled=requestInterceptorChain[i++];
const onRejected=requestInterceptorChain[i++];try{newConfig=onFulfilled?onFulfilled(newConfig):newConfig}catch(error){if(!onRejected){promise=Promise.reject(error);
break}try{const rejectedResult=onRejected.call(this,error);if(utils_default.isThenable(rejectedResult)){promise=Promise.resolve(rejectedResult).then(()=>dispatchRequest.
call(this,newConfig))}}catch(rejectedError){promise=Promise.reject(rejectedError)}break}}if(!promise){try{promise=dispatchRequest.call(this,newConfig)}catch(error){
promise=Promise.reject(error)}}i=0;len=responseInterceptorChain.length;while(i<len){promise=promise.then(responseInterceptorChain[i++],responseInterceptorChain[i++])}
return promise}getUri(config){config=mergeConfig(this.defaults,config);const fullPath=buildFullPath(config.baseURL,config.url,config.allowAbsoluteUrls,config);return buildURL(
fullPath,config.params,config.paramsSerializer)}};utils_default.forEach(["delete","get","head","options"],function forEachMethodNoData(method){Axios.prototype[method]=
async function(url,config){return this.request(mergeConfig(config||{},{method,url,data:config&&utils_default.hasOwnProp(config,"data")?config.data:void 0}))}});
utils_default.forEach(["post","put","patch","query"],function forEachMethodWithData(method){function generateHTTPMethod(isForm){return async function httpMethod(url,data,config){
return this.request(mergeConfig(config||{},{method,headers:isForm?{"Content-Type":"multipart/form-data"}:{},url,data}))}}Axios.prototype[method]=generateHTTPMethod();
if(method!=="query"){Axios.prototype[method+"Form"]=generateHTTPMethod(true)}});var Axios_default=Axios;var CancelToken=class _CancelToken{constructor(executor){if(typeof executor!=="function"){throw new TypeError("executor must be a function.")}let resolvePromise;
this.promise=new Promise(function promiseExecutor(resolve){resolvePromise=resolve});const token=this;this.promise.then(cancel=>{if(!token._listeners)return;let i=token.
_listeners.length;while(i-- >0){token._listeners[i](cancel)}token._listeners=null});this.promise.then=onfulfilled=>{let _resolve;const promise=new Promise(resolve=>{
token.subscribe(resolve);_resolve=resolve}).then(onfulfilled);promise.cancel=function reject(){token.unsubscribe(_resolve)};return promise};executor(function cancel(message,config,request2){
if(token.reason){return}token.reason=new CanceledError_default(message,config,request2);resolvePromise(token.reason)})}throwIfRequested(){if(this.reason){throw this.
reason}}subscribe(listener){if(this.reason){listener(this.reason);return}if(this._listeners){this._listeners.push(listener)}else{this._listeners=[listener]}}unsubscribe(listener){
if(!this._listeners){return}const index=this._listeners.indexOf(listener);if(index!==-1){this._listeners.splice(index,1)}}toAbortSignal(){const controller=new AbortController;
const abort=err=>{controller.abort(err)};this.subscribe(abort);controller.signal.unsubscribe=()=>this.unsubscribe(abort);return controller.signal}static source(){
let cancel;const token=new _CancelToken(function executor(c){cancel=c});return{token,cancel}}};var CancelToken_default=CancelToken;function spread(callback){return function wrap(arr){return callback.apply(null,arr)}}function isAxiosError(payload){return utils_default.isObject(payload)&&payload.isAxiosError===true}var HttpStatusCode={Continue:100,SwitchingProtocols:101,Processing:102,EarlyHints:103,Ok:200,Created:201,Accepted:202,NonAuthoritativeInformation:203,NoContent:204,
ResetContent:205,PartialContent:206,MultiStatus:207,AlreadyReported:208,ImUsed:226,MultipleChoices:300,MovedPermanently:301,Found:302,SeeOther:303,NotModified:304,
UseProxy:305,Unused:306,TemporaryRedirect:307,PermanentRedirect:308,BadRequest:400,Unauthorized:401,PaymentRequired:402,Forbidden:403,NotFound:404,MethodNotAllowed:405,
NotAcceptable:406,ProxyAuthenticationRequired:407,RequestTimeout:408,Conflict:409,Gone:410,LengthRequired:411,PreconditionFailed:412,PayloadTooLarge:413,ContentTooLarge:413,
UriTooLong:414,UnsupportedMediaType:415,RangeNotSatisfiable:416,ExpectationFailed:417,ImATeapot:418,MisdirectedRequest:421,UnprocessableEntity:422,UnprocessableContent:422,
Locked:423,FailedDependency:424,TooEarly:425,UpgradeRequired:426,PreconditionRequired:428,TooManyRequests:429,RequestHeaderFieldsTooLarge:431,UnavailableForLegalReasons:451,
InternalServerError:500,NotImplemented:501,BadGateway:502,ServiceUnavailable:503,GatewayTimeout:504,HttpVersionNotSupported:505,VariantAlsoNegotiates:506,InsufficientStorage:507,
LoopDetected:508,NotExtended:510,NetworkAuthenticationRequired:511,WebServerReturnsAnUnknownError:520,WebServerIsDown:521,ConnectionTimedOut:522,OriginIsUnreachable:523,
TimeoutOccurred:524,SslHandshakeFailed:525,InvalidSslCertificate:526};Object.entries(HttpStatusCode).forEach(([key,value])=>{if(HttpStatusCode[value]===void 0){
HttpStatusCode[value]=key}});var HttpStatusCode_default=HttpStatusCode;function createInstance(defaultConfig){const context=new Axios_default(defaultConfig);const instance=bind(Axios_default.prototype.request,context);utils_default.
extend(instance,Axios_default.prototype,context,{allOwnKeys:true});utils_default.extend(instance,context,null,{allOwnKeys:true});instance.create=function create2(instanceConfig){
return createInstance(mergeConfig(defaultConfig,instanceConfig))};return instance}var axios=createInstance(defaults_default);axios.Axios=Axios_default;axios.CanceledError=
CanceledError_default;axios.CancelToken=CancelToken_default;axios.isCancel=isCancel;axios.VERSION=VERSION;axios.toFormData=toFormData_default;axios.AxiosError=AxiosError_default;
axios.Cancel=axios.CanceledError;axios.all=function all(promises){return Promise.all(promises)};axios.spread=spread;axios.isAxiosError=isAxiosError;axios.mergeConfig=
mergeConfig;axios.AxiosHeaders=AxiosHeaders_default;axios.formToJSON=thing=>formDataToJSON_default(utils_default.isHTMLForm(thing)?new FormData(thing):thing);axios.
getAdapter=adapters_default.getAdapter;axios.HttpStatusCode=HttpStatusCode_default;axios.default=axios;var axios_default=axios;var{Axios:Axios2,AxiosError:AxiosError2,CanceledError:CanceledError2,isCancel:isCancel2,CancelToken:CancelToken2,VERSION:VERSION2,all:all2,Cancel,isAxiosError:isAxiosError2,
spread:spread2,toFormData:toFormData2,AxiosHeaders:AxiosHeaders2,HttpStatusCode:HttpStatusCode2,formToJSON,getAdapter:getAdapter2,mergeConfig:mergeConfig2,create}=axios_default;var{FormData:FormData2,Bytes}=load("form-data.js");var refuse=(message,code,config)=>{throw new AxiosError2(message,code,config)};var bytesOf=(data,config)=>{if(data===
void 0||data===null)return null;if(typeof data==="string")return host.encode(data,"utf8");if(data instanceof ArrayBuffer)return new Uint8Array(data);if(ArrayBuffer.
isView(data))return new Uint8Array(data.buffer,data.byteOffset,data.byteLength);return refuse("Data after transformation must be a string, an ArrayBuffer or a B\
uffer",AxiosError2.ERR_BAD_REQUEST,config)};var received=(bytes,config)=>{if(config.responseType==="arraybuffer")return load("buffer.js").Buffer.from(bytes);const encoding=config.
responseEncoding||"utf8";const text=load("buffer.js").Buffer.from(bytes).toString(encoding);return text.charCodeAt(0)===65279?text.slice(1):text};var headersOf=pairs=>{
const headers={};for(const[name,value]of pairs){if(name==="set-cookie")(headers[name]=headers[name]||[]).push(value);else headers[name]=headers[name]===void 0?value:
`${headers[name]}, ${value}`}return new AxiosHeaders2(headers)};var failed=(error,config,request2)=>{if(error.code==="ETIMEDOUT"&&config.timeout){const code=config.
transitional&&config.transitional.clarifyTimeoutError?AxiosError2.ETIMEDOUT:AxiosError2.ECONNABORTED;return new AxiosError2(config.timeoutErrorMessage||`timeout\
 of ${config.timeout}ms exceeded`,code,config,request2)}return AxiosError2.from(error,error.code,config,request2)};async function adapter2(config){if(config.responseType===
"stream"||config.responseType==="blob"||config.responseType==="document")refuse(`responseType '${config.responseType}' is not available to steps; use 'arraybuff\
er', 'text' or 'json'.`,AxiosError2.ERR_NOT_SUPPORT,config);const headers=AxiosHeaders2.from(config.headers).normalize();const url=buildURL(buildFullPath(config.
baseURL,config.url,config.allowAbsoluteUrls),config.params,config.paramsSerializer);const form=config.data instanceof FormData2?config.data.encoded():null;if(form)
headers.set("Content-Type",form.type);const body=form?form.bytes:bytesOf(config.data,config);if(body&&config.maxBodyLength>-1&&body.length>config.maxBodyLength)
refuse("Request body larger than maxBodyLength limit",AxiosError2.ERR_BAD_REQUEST,config);if(config.auth){const user=`${config.auth.username||""}:${config.auth.
password||""}`;headers.set("Authorization",`Basic ${host.decode(host.encode(user,"utf8"),"base64")}`)}headers.set("User-Agent",`axios/${axios_default.VERSION}`,
false);const pairs=Object.entries(headers.toJSON()).map(([name,value])=>[name,Array.isArray(value)?value.join(", "):String(value)]);const method=config.method.toUpperCase();
const request2={method,path:url.replace(/^[a-z]+:\/\/[^/]*/i,"")||"/",res:{responseUrl:url}};const answer=await new Promise((resolve,reject)=>{const most=typeof config.
maxRedirects==="number"?config.maxRedirects:null;const call=host.sendHttp(method,url,pairs,body,config.timeout||null,resolve,error=>reject(failed(error,config,request2)),
most);const cancel=reason=>{host.forgetHttp(call);reject(!reason||reason.type?new CanceledError2(null,config,request2):reason)};if(config.cancelToken)config.cancelToken.
subscribe(cancel);if(config.signal)config.signal.aborted?cancel():config.signal.addEventListener("abort",()=>cancel())});request2.res.responseUrl=answer.url;if(config.
maxContentLength>-1&&answer.body.length>config.maxContentLength)throw new AxiosError2(`maxContentLength size of ${config.maxContentLength} exceeded`,AxiosError2.
ERR_BAD_RESPONSE,config,request2);const response={status:answer.status,statusText:answer.statusText,headers:headersOf(answer.headers),config,request:request2,data:received(
answer.body,config)};return new Promise((resolve,reject)=>settle(resolve,reject,response))}axios_default.defaults.adapter=adapter2;axios_default.defaults.env.FormData=
FormData2;axios_default.defaults.formSerializer={Blob:Bytes};var{request}=axios_default.Axios.prototype;axios_default.Axios.prototype.request=function(...values){
const here=new Error().stack;return request.apply(this,values).catch(error=>{if(error instanceof AxiosError2)error.stack=here;throw error})};var offered=axios_default.
create();for(const[name,value]of Object.entries(axios_default))if(!Object.hasOwn(offered,name))offered[name]=value;offered.default=offered;var axios_default2=offered;return __toCommonJS(axios_exports);})();
return library.default; })
