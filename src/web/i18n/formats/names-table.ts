/**
 * What languages call months and days: months, months beside a day (`E`), short months (`M`), months in running text (`N`), days of the
 * week, short days, and before and after noon, the same in capitals, midnight and noon (nothing where they are English). Weeks
 * begin on Sunday.
 *
 * A list is either written out, or one of `Intl`: `L` the long names, `G` the long names beside a day, `S` the short ones, `T` the short
 * ones beside a day, with `c` for a capital first letter, `l` for small letters, `n` without a full stop, `3` only three
 * letters. `=` is the list before it (of `N`: the short months). `*` makes `N` month by month: `s` the short name, `.` the
 * short name with a full stop, `m` the long name, `:` and `M` the same in small letters, `C` with a capital. A last column `b` says
 * that `b` shows short months as they are, where other languages have them in small letters.
 *
 * The names are those of Django's translators as far as those are complete, so that pages look the same.
 */
export const namesTable = `
af|L|=|Jan,Feb,Mrt,Apr,Mei,Jun,Jul,Aug,Sept,Okt,Nov,Des|*..mmsmm.....|L|Sn|vm.,nm.,VM,NM,middernag,middag
ar|يناير,فبراير,مارس,إبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر|G|يناير,فبراير,مارس,إبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر|=|L|أحد,إثنين,ثلاثاء,أربعاء,خميس,جمعة,سبت|ص,م,ص,م,منتصف الليل,ظهراً
ar-dz|جانفي,فيفري,مارس,أفريل,ماي,جوان,جويليه,أوت,سبتمبر,أكتوبر,نوفمبر,ديسمبر|=|جانفي,فيفري,مارس,أفريل,ماي,جوان,جويليه,أوت,سبتمبر,أكتوبر,نوفمبر,ديسمبر|=|L|أحد,إثنين,ثلاثاء,أربعاء,خميس,جمعة,سبت|ص,م,ص,م,منتصف الليل,ظهراً
ast|Lc|=|S|*............|Lc|Dom,LLu,Mar,Mie,Xue,Vie,Sáb|a.m.,p.m.,AM,PM,Media nueche,Meudía
az|Yanvar,Fevral,Mart,Aprel,May,İyun,İyul,Avqust,Sentyabr,Oktyabr,Noyabr,Dekabr|=|Ynv,Fvr,Mar,Apr,May,Iyn,Iyl,Avq,Snt,Okt,Noy,Dek|Yan.,Fev.,Mart,Aprel,May,İyun,İyul,Avq.,Sen.,Okt.,Noy.,Dek.|Lc|Bzr,B.e,Ç.a,Çrş,C.a,Cüm,Şnb|g.ə.,g.s.,GƏ,GS,gecə yarısı,günorta
be|студзеня,лютага,сакавік,красавіка,траўня,чэрвеня,ліпеня,жніўня,верасьня,кастрычніка,лістапада,сьнежня|=|Сту,Лют,Сак,Кра,Тра,Чэр,Ліп,Жні,Вер,Кас,Ліс,Сьн|Сту.,Люты,сакавік,красавіка,траўня,чэрвеня,ліпеня,Жні.,Вер.,Кас.,Ліс.,Сьн.|Нядзеля,Панядзелак,Аўторак,Серада,Чацьвер,Пятніца,Субота|Sc|папоўначы,папаўдні,папоўначы,папаўдні,поўнач,поўдзень
bg|Lc|=|Ян,Фев,Мар,Апр,Май,Юни,Юли,Авг,Сеп,Окт,Ноем,Дек|Ян.,Фев.,Март,Апр.,Май,Юни,Юли,Авг.,Септ.,Окт.,Ноем.,Дек.|L|Нед,Пон,Вт,Ср,Чет,Пет,Съб|преди обяд,след обяд,преди обяд,след обяд,полунощ,обяд
bn|জানুয়ারি,ফেব্রুয়ারি,মার্চ,এপ্রিল,মে,জুন,জুলাই,আগস্ট,সেপ্টেম্বর,অক্টোবর,নভেম্বর,ডিসেম্বর|=|জান.,ফেব.,মার্চ,এপ্রি.,মে,জুন,জুল.,আগ.,সেপ্টে.,অক্টো.,নভে.,ডিসে.|জানু.,ফেব্রু.,মার্চ,এপ্রিল,মে,জুন,জুলাই,আগ.,সেপ্ট.,অক্টো.,নভে.,ডিসে.|রবিবার,সোমবার,মঙ্গলবার,বুধবার,বৃহস্পতিবার,শুক্রবার,শনিবার|রবি,সোম,মঙ্গল,বুধ,বৃহঃ,শুক্র,শনি|পূর্বাহ্ন,অপরাহ্ন,পূর্বাহ্ন,অপরাহ্ন,মধ্যরাত,দুপুর
br|Genver,C'hwevrer,Meurzh,Ebrel,Mae,Mezheven,Gouere,Eost,Gwengolo,Here,Du,Kerzu|=|Gen,C'Hwe,Meu,Ebr,Mae,Mez,Gou,Eos,Gwe,Her,Du,Kzu|Gen.,C'hwe.,Meu.,Ebr.,Mae,Mez.,Gou.,Eos.,Gwe.,Her.,Du,Kzu|Sul,Lun,Meurzh,Merc'her,Yaou,Gwener,Sadorn|S3|mintin,g.m.,Mintin,G.M.,hanternoz,kreisteiz|b
bs|L|januar,februar,mart,april,maj,juni,juli,august,septembar,oktobar,Novembar,decembar|Jan.,Feb.,Mar.,Apr.,Maj.,Jun.,Jul.,Aug.,Sep.,Okt.,Nov.,Dec.|Jan.,Feb.,Mart,April,Maj,Juni,juli,august,septembar,oktobar,novembar,decembar|L|ned.,pon.,uto.,sri.,čet.,pet.,sub.|prije p.,po p.,AM,PM,ponoć,podne
ca|L|=|Gen.,Feb.,Març,Abr.,Maig,Juny,Jul.,Ago.,Set.,Oct.,Nov.,Des.|=|Lc|S|a.m.,p.m.,AM,PM,mitjanit,migdia
ckb|ڕێبەندان,ڕەشەمە,نەورۆز,گوڵان,جۆزەردان,پوشپەڕ,گەلاوێژ,خەرمانان,ڕەزبەر,گەڵاڕێزان,سەرماوەرز,بەفرانبار|=|‎ڕێبەندان,ڕەشەمە,نەورۆز,گوڵان,‎جۆزەردان,پوشپەڕ,‎گەلاوێژ,خەرمانان,‎ڕەزبەر,‎گەڵاڕێزان,‎سەرماوەرز,‎بەفرانبار|*ssssmsmsmsss|یەکشەممە,دووشەممە,سێشەممە,چوارشەممە,پێنجشەممە,هەینی,شەممە|یەک,دوو,سێ,چوار,پێنج,هەین,شەم|پ.ن,پ.ن,پ.ن,د.ن,نیوەشەو,نیوەڕۆ
cs|L|G|Led,Úno,Bře,Dub,Kvě,Čen,Čec,Srp,Zář,Říj,Lis,Pro|Led.,Úno.,Bře.,Dub.,Kvě.,Čer.,Čec.,Srp.,Zář.,Říj.,Lis.,Pro.|L|S|dop.,odp.,dop.,odp.,půlnoc,poledne
cy|Ionawr,Chwefror,Mawrth,Ebrill,Mai,Mehefin,Gorffenaf,Awst,Medi,Hydref,Tachwedd,Rhagfyr|=|Ion,Chw,Maw,Ebr,Mai,Meh,Gor,Aws,Med,Hyd,Tach,Rhag|Ion.,Chwe.,Mawrth,Ebrill,Mai,Meh.,Gorff.,Awst,Medi,Hydr.,Tach.,Rhag.|L|S3|y.b.,y.h.,YB,YH,canol nos,canol dydd
da|L|=|Jan,Feb,Mar,Apr,Maj,Jun,Jul,Aug,Sept,Okt,Nov,Dec|*::mmmmm:::::|L|S3|a.m.,p.m.,AM,PM,midnat,middag
de|L|=|S|Jan.,Feb.,März,April,Mai,Juni,Juli,Aug.,Sept.,Okt.,Nov.,Dez.|L|S|vorm.,nachm.,vorm.,nachm.,Mitternacht,Mittag|b
dsb|Lc|=|Sc|Jan.,Feb.,Měrc,Apryl,Maj,Junij,Julij,Awg.,Sept.,Okt.,Now.,Dec.|Lc|Sc|dopołdnja,wótpołdnja,dopołdnja,wótpołdnja,połnoc,połdnjo
el|Ιανουάριος,Φεβρουάριος,Μάρτιος,Απρίλιος,Μάιος,Ιούνιος,Ιούλιος,Αύγουστος,Σεπτέμβριος,Οκτώβριος,Νοέμβριος,Δεκέμβριος|G|Ιαν,Φεβ,Μάρ,Απρ,Μάι,Ιούν,Ιούλ,Αύγ,Σεπ,Οκτ,Νοέ,Δεκ|Ιαν.,Φεβ.,Μάρτιος,Απρίλ.,Μάιος,Ιούν.,Ιούλ.,Αύγ.,Σεπτ.,Οκτ.,Νοέμ.,Δεκ.|L|Κυρ,Δευ,Τρί,Τετ,Πέμ,Παρ,Σαβ|πμ.,μμ.,ΠΜ,ΜΜ,μεσάνυχτα,μεσημέρι|b
eo|januaro,februaro,marto,aprilo,majo,junio,julio,aŭgusto,septembro,oktobro,novembro,decembro|Januaro,Februaro,Marto,Aprilo,Majo,Junio,Julio,Aŭgusto,Septembro,Oktobro,Novembro,Decembro|S|jan.,feb.,mar.,apr.,majo,jun.,jul.,aŭg.,sept.,okt.,nov.,dec.|dimanĉo,lundo,mardo,merkredo,ĵaŭdo,vendredo,sabato|L3|atm,ptm,ATM,PTM,noktomezo,tagmezo
es|L|=|Sc3|Ene.,Feb.,marzo,abril,mayo,junio,julio,ago.,sept.,oct.,nov.,dic.|L|S|a.m.,p.m.,AM,PM,medianoche,mediodía
es-ar|enero,febrero,marzo,abril,mayo,junio,julio,agosto,setiembre,octubre,noviembre,diciembre|=|Ene,Feb,Mar,Abr,May,Jun,Jul,Ago,Set,Oct,Nov,Dic|Enero,Feb.,Marzo,Abril,Mayo,Junio,Julio,Ago.,Set.,Oct.,Nov.,Dic.|Domingo,lunes,martes,miércoles,jueves,viernes,sábado|Dom,Lun,Mar,Mie,Jue,Vie,Sab|a.m.,p.m.,AM,PM,medianoche,mediodía
es-co|Lc|=|Sc3|*..mmmmm.....|Lc|Sc|a.m.,p.m.,AM,PM,medianoche,mediodía
es-mx|Lc|=|Sc|*..mmmmm.....|Lc|Dom,Lun,Mar,Mie,Jue,Vie,Sab|a.m.,p.m.,AM,PM,medianoche,mediodía
es-ni|L|=|Sc3|Ene.,Feb.,marzo,abril,mayo,junio,julio,ago.,sept.,oct.,nov.,dic.|L|S|a.m.,p.m.,AM,PM,medianoche,mediodía
es-ve|Lc|=|Sc3|*..mmmmm.....|Lc|Sc|a.m.,p.m.,AM,PM,medianoche,mediodía
et|L|=|Jaan,Veeb,Märts,Apr,Mai,Jun,Jul,Aug,Sept,Okt,Nov,Dets|jaan.,veeb.,mär.,apr.,mai,juuni,juuli,aug.,sept.,okt.,nov.,dets.|L|pühap.,esmasp.,teisip.,kolmap.,neljap.,reede,laup.|e.l.,p.l.,EL,PL,südaöö,keskpäev
eu|L|=|Scn|*::::::::::::|L|ig,al,ar,az,og,ol,lr|a.m.,p.m.,AM,PM,gauerdia,eguerdia
fa|L|ژانویه,فوریه,مارس,آوریل,مه,ژوئن,جولای,اوت,سپتامبر,اکتبر,نوامبر,دسامبر|S|ژانویه,فوریه,مارس,آوریل,مه,ژوئن,جولای,اوت,سپتامبر,اکتبر,نوامبر,دسامبر|یکشنبه,دوشنبه,سه شنبه,چهارشنبه,پنجشنبه,جمعه,شنبه|S|صبح,ب.ظ.,صبح,بعد از ظهر,نیمه شب,ظهر
fi|L|G|Sc3|S|L|S|ap,ip,AP,IP,keskiyö,keskipäivä
fr|L|Gc|Jan,Fév,Mar,Avr,Mai,Jui,Jul,Aoû,Sep,Oct,Nov,Déc|jan.,fév.,mars,avr.,mai,juin,juil.,août,sept.,oct.,nov.,déc.|L|Sn|matin,après-midi,Matin,Après-midi,minuit,midi
fy|L|=|S|=|L|S|
ga|L|Mí Eanáir,Mí Feabhra,Mí na Márta,Mí Aibreáin,Mí na Bealtaine,Mí an Mheithimh,Mí Iúil,Mí Lúnasa,Mí Mheán Fómhair,Mí Dheireadh Fómhair,Mí na Samhna,Mí na Nollag|Ean,Feabh,Márta,Aib,Beal,Meith,Iúil,Lún,Mfómh,Dfómh,Samh,Noll|Ean.,Feabh.,Márta,Aib.,Beal.,Meith.,Iúil,Lún.,MFómh.,DFómh.,Samh.,Noll.|L|D,L,M,C,D,A,S|r.n.,i.n.,RN,IN,meán oíche,nóin
gd|L|=|S|=|L|S|m,f,m,f,meadhan-oidhche,meadhan-latha
gl|Lc|=|Sc3|*..mmmmm.....|Lc|S3|a.m.,p.m.,AM,PM,medianoite,mediodía
he|L|=|S3|יאנ',פבר',מרץ,אפריל,מאי,יוני,יולי,אוג',ספט',אוק',נוב',דצמ'|ראשון,שני,שלישי,רביעי,חמישי,שישי,שבת|ראשון,שני,שלישי,רביעי,חמישי,שישי,שבת|בבוקר,אחר הצהריים,בבוקר,אחר הצהריים,חצות,12 בצהריים
hi|जनवरी,फ़रवरी,मार्च,अप्रैल,मई,जून,जुलाई,अगस्त,सितमबर,अक्टूबर,नवमबर,दिसमबर|जनवरी,फरवरी,मार्च,अप्रैल,मई,जून,जुलाई,अगस्त,सितंबर,अक्टूबर,नवंबर,दिसंबर|जन,फ़र,मा,अप्र,मई,जून,जुल,अग,सित,अक्ट,नव,दिस्|जनवरी.,फ़रवरी.,मार्च,अप्रैल,मई,जून,जुलाई,अग.,सितम्बर.,अक्टूबर,नवम्बर.,दिसम्बर|रविवार,सोम‌वार,मंगलवार,बुधवार,गुरूवार,शुक्रवार,शनिवार|रवि,सोम,मंगल,बुध,गुरू,शुक्र,शनि|बजे,बजे,बजे,बजे,मध्यरात्री,दोपहर
hr|Lc|G|Sij.,Velj.,Ožu.,Tra.,Svi.,Lip.,Srp.,Kol.,Ruj.,Lis.,Stu.,Pro.|=|Lc|Sc|ujutro,popodne,ujutro,popodne,ponoć,podne
hsb|Lc|=|Tc|Jan.,Feb.,Měrc,Apryl,Meja,Junij,Julij,Awg.,Sept.,Okt.,Now.,Dec.|Lc|Sc|dopołdnja,popołdnju,dopołdnja,popołdnju,połnoc,připołdnjo
ht|Janvye,Fevriye,Mas,Avril,Me,Jen,Jiyè,Dawout,Septanm,Oktòb,Novanm,Desanm|Janvye,Fevriye,Mas,Avril,Me,Jen,Jiyè,Dawou,Septanm,Oktòb,Novanm,Desanm|Jan,fev,mas,avr,me,jen,jiyè,daw,sep,okt,nov,des|Jan.,Fev.,Mas,Avril,Me,Jen,Jiyè,Dawout,Sept.,Okt.,Nov.,Des.|Dimanch,Lendi,Madi,Mèkredi,Jedi,Vandredi,Samdi|Dimanch,Lendi,Madi,Mekredi,Jedi,Vandredi,Samdi|a.m.,p.m.,AM,PM,minwi,midi
hu|L|=|Sc3|S|L|vas,hét,kedd,sze,csüt,pén,szo|de,du,DE,DU,éjfél,dél
hy|Lc|=|Հուն,Փետ,Մար,Ապր,Մայ,Հուն,Հուլ,Օգտ,Սեպ,Հոկ,Նոյ,Դեկ|Հուն․,Փետ․,Մարտ,Մարտ,Մայիս,Հունիս,Հուլիս,Օգոստ․,Սեպտ․,Հոկտ․,Նոյ․,Դեկ․|Lc|Կիր,Երկ,Երք,Չրք,Հնգ,Ուրբ,Շբթ|a.m.,p.m.,AM,PM,կեսգիշեր,կեսօր
ia|L|Gc|Sc|Jan.,Feb.,Mar.,April,Maio,Junio,Julio,Aug.,Sept.,Oct.,Nov.,Dec.|L|S|am.,pm.,AM,PM,medienocte,mediedie
id|L|=|S|*..mmsmms....|L|S|a.m,p.m,AM,PM,tengah malam,siang
ig|Jenụwarị,Febrụwarị,Maachị,Eprel,Mee,Juun,Julaị,Ọgọọst,Septemba,Ọktoba,Novemba,Disemba|=|S|*m.mmsmm.....|Mbọsi Uka,Mọnde,Tiuzdee,Wenezdee,Tọọzdee,Fraịdee,Satọdee|Ụka,Mọnde,Tiu,Wen,Tọọ,Fraị,Sat|a.m.,p.m.,AM,PM,etiti Abalị,Ehihie
io|Januaro,Februaro,Marto,Aprilo,Mayo,Junio,Julio,Agosto,Septembro,Oktobro,Novembro,Decembro|=|Jan,Feb,Mar,Apr,May,Jun,Jul,Ago,Sep,Okt,Nov,Dec|Jan.,Feb.,Marto,Aprilo,Mayo,Junio,Julio,Ago.,Sept.,Okt.,Nov.,Dec.|Sundio,Lundio,Mardio,Merkurdio,Jovdio,Venerdio,Saturdio|Sun,Lun,Mar,Mer,Jov,Ven,Sat|a.m.,p.m.,AM,PM,noktomezo,dimezo
is|L|=|Scn|jan.,feb.,mars,apríl,maí,júní,júlí,ág.,sept.,okt.,nóv.,des.|L|Sn|morgun,eftirmiðdegi,Morgun,Eftirmiðdegi,miðnætti,hádegi
it|Lc|=|Sc|*..mmmmm.....|Lc|Sc|a.m.,p.m.,AM,PM,mezzanotte,mezzogiorno
ja|1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月|=|1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月|=|L|S|a.m.,p.m.,AM,PM,0時,12時
ka|L|=|S|იან.,თებ.,მარ.,აპრ.,მაი,ივნ.,ივლ.,აგვ.,სექტ.,ოქტ.,ნოემ.,დეკ.|L|კვრ,ორშ,სამ,ოთხ,ხუთ,პარ,შაბ|a.m.,p.m.,AM,PM,შუაღამე,შუადღე
kab|Yennayer,Fuṛaṛ,Meɣres,Yebrir,Mayyu,Yunyu,Yulyu,Ɣuct,Ctamber,Tuber,Wamber,Dujamber|=|Yen,Fuṛ,Meɣ,Yeb,May,Yun,Yul,Ɣuc,Cte,Tub,Wam,Duj|Yen.,Fuṛ.,Meɣres,Yebrir,Mayyu,Yunyu,Yulyu,Ɣuc.,Sept.,Tub.,Wam.,Duj.|L|S3|f.t.,m.d.,FT,MD,ttnaṣfa n yiḍ,ttnaṣfa n uzal
kk|L|=|Қан,Ақп,Нау,Сәу,Мам,Мау,Шіл,Там,Қыр,Қаз,Қар,Жел|Қаң.,Ақп.,Наурыз,Сәуір,Мамыр,Маусым,Шілде,Там.,Қыр.,Қаз.,Қар.,Жел.|Жексенбі,Дүйсенбі,Сейсенбі,Сәрсенбі,Бейсенбі,Жума,Сенбі|Жк,Дб,Сб,Ср,Бс,Жм,Сн|Т.Ж.,Т.Қ.,ТЖ,ТҚ,түнжарым,түсқайта
km|មករា,កុម្ភៈ,មិនា,មេសា,ឧសភា,មិថុនា,កក្កដា,សីហា,កញ្ញា,តុលា,វិច្ឆិកា,ធ្នូ|=|មករា,កុម្ភះ,មិនា,មេសា,ឧសភា,មិថុនា,កក្កដា,សីហា,កញ្ញា,តុលា,វិច្ឆិកា,ធ្នូ|Jan.,Feb.,មិនា,មេសា,ឧសភា,មិថុនា,កក្កដា,Aug.,Sept.,Oct.,Nov.,Dec.|អាទិត្យ,ច័ន្ទ,អង្គារ,ពុធ,ព្រហស្បតិ៍,សុក្រ,សៅរ៍|S|
kn|ಜನವರಿ,ಫೆಬ್ರುವರಿ,ಮಾರ್ಚ್,ಎಪ್ರಿಲ್,ಮೇ,ಜೂನ್,ಜುಲೈ,ಆಗಸ್ಟ್,ಸೆಪ್ಟೆಂಬರ್,ಅಕ್ಟೋಬರ್,ನವೆಂಬರ್,ಡಿಸೆಂಬರ್|ಜನವರಿ,ಫೆಬ್ರವರಿ,ಮಾರ್ಚ್,ಏಪ್ರಿಲ್,ಮೇ,ಜೂನ್,ಜುಲೈ,ಆಗಸ್ಟ್‍,ಸಪ್ಟೆಂಬರ್,ಅಕ್ಟೋಬರ್,ನವೆಂಬರ್,ಡಿಸೆಂಬರ್|ಜನವರಿ,ಫೆಬ್ರವರಿ,ಮಾರ್ಚ್,ಏಪ್ರಿಲ್,ಮೇ,ಜೂನ್,ಜುಲೈ,ಆಗಸ್ಟ್‍,ಸೆಪ್ಟೆಂಬರ್,ಅಕ್ಟೋಬರ್,ನವೆಂಬರ್,ಡಿಸೆಂಬರ್|ಜನ.,ಫೆಬ್ರ.,ಮಾರ್ಚ್,ಏಪ್ರಿಲ್,ಮೇ,ಜೂನ್,ಜುಲೈ,ಆಗ.,ಸೆಪ್ಟೆ.,ಅಕ್ಟೋ.,ನವೆಂ.,ಡಿಸೆಂ.|ರವಿವಾರ,ಸೋಮವಾರ,ಮಂಗಳವಾರ,ಬುಧವಾರ,ಗುರುವಾರ,ಶುಕ್ರವಾರ,ಶನಿವಾರ|ರವಿ,ಸೋಮ,ಮಂಗಳ,ಬುಧ,ಗುರು,ಶುಕ್ರ,ಶನಿ|ಪೂರ್ವಾಹ್ನ,ಅಪರಾಹ್ನ,ಪೂರ್ವಾಹ್ನ,ಅಪರಾಹ್ನ,ಮಧ್ಯರಾತ್ರಿ,ಮಧ್ಯಾಹ್ನ
ko|L|=|S|=|L|L|오전,오후,오전,오후,자정,정오
ky|L|=|S|*..mmsmm.....|Lc|Жек,Дүйш,Шей,Шар,Бей,Жума,Ише|түшкө чейин,түштөн кийин,Түшкө чейин,Түштөн кийин,Түнүчү,ай
lb|Januar,Februar,März,Abrell,May,Juni,Juli,August,September,Oktober,November,Dezember|Januar,Februar,März,Abrell,May,Juni,Juli,August,September,Oktober,November,December|Jan,Feb,Mär,Abr,May,Jun,Jul,Aug,Sep,Okt,Nov,Dec|Jan.,Feb.,März,Abrell,May,Juni,Juli,Aug.,Sept.,Okt.,Nov.,Dec.|Sonndes,Méindeg,Dënschdeg,Mëttwoch,Donneschdes,Freides,Samschdes|Son,Mei,Dën,Mett,Don,Fre,Sam|
lt|L|G|Sau,Vas,Kov,Bal,Geg,Bir,Lie,Rugp,Rugs,Spa,Lap,Grd|saus.,vas.,kov.,bal.,geg.,birž.,liep.,rugpj.,rugs.,spal.,lapkr.,gruod.|Lc|S,Pr,A,T,K,P,Š|a.m.,p.m.,AM,PM,vidurnaktis,vidurdienis
lv|L|=|Sc3|jan.,feb.,marts,aprīlis,maijs,jūnijs,jūlijs,aug.,sept.,okt.,nov.,dec.|Ll|sv,pr,ot,tr,ce,pk,se|priekšpusdienā,pēcpusdienā,priekšpusdienā,pēcpusdienā,pusnakts,dienasvidus
mk|Јануари,Февруари,Март,Април,Мај,Јуни,Јули,август,Септември,Октомври,Ноември,Декември|Gc|Scn|Јан.,Фев.,Март,Април,Мај,Јуни,Јули,Авг.,Септ.,Окт.,Ное.,Дек.|Lc|Scn|наутро,попладне,наутро,попладне,полноќ,пладне
ml|ജനുവരി,ഫെബ്രുവരി,മാര്‍ച്ച്,ഏപ്രില്‍,മേയ്,ജൂണ്‍,ജൂലൈ,ആഗസ്ത്,സെപ്തംബര്‍,ഒക്ടോബര്‍,നവംബര്‍,ഡിസംബര്‍|=|ജനു.,ഫെബ്രു.,മാര്‍ച്ച്,ഏപ്രില്‍,മേയ്,ജൂണ്‍,ജൂലൈ,ആഗസ്ത്,സെപ്ടം.,ഒക്ടോ.,നവം.,ഡിസം.|ജനു.,ഫെബ്രു.,മാര്‍ച്ച്,ഏപ്രില്‍,മേയ്,ജൂണ്‍,ജൂലൈ,ആഗ.,സെപ്തം.,ഒക്ടോ.,നവം.,ഡിസം.|ഞായറാഴ്ച,തിങ്കളാഴ്ച,ചൊവ്വാഴ്ച,ബുധനാഴ്ച,വ്യാഴാഴ്ച,വെള്ളിയാഴ്ച,ശനിയാഴ്ച|ഞായര്‍,തിങ്കള്‍,ചൊവ്വ,ബുധന്‍,വ്യാഴം,വെള്ളി,ശനി|എ. എം (ഉച്ചയ്ക്കു മുമ്പ്),പി. എം (ഉച്ചയ്ക്കു ശേഷം) ,എ. എം (ഉച്ചയ്ക്കു മുമ്പ്),പി. എം (ഉച്ചയ്ക്കു ശേഷം) ,അര്‍ധരാത്രി,ഉച്ച
mn|1-р сар,2-р сар,3-р сар,4-р сар,5-р сар,6-р сар,7-р сар,8-р сар,9-р сар,10-р сар,11-р сар,12-р сар|Хулгана,Үхэр,Бар,Туулай,Луу,Могой,Морь,Хонь,Бич,Тахиа,Нохой,Гахай|1-Р Сар,2-Р Сар,3-Р Сар,4-Р Сар,5-Р Сар,6-Р Сар,7-Р Сар,8-Р Сар ,9-Р Сар,10-Р Сар,11-Р Сар,12-Р Сар|1-р сар.,2-р сар.,3-р сар.,4-р сар.,5-р сар.,6-р сар.,7-р сар.,8-р сар.,9-р сар.,10-р сар.,11-р сар.,12-р сар.|Ням гариг,Даваа гариг,Мягмар гариг,Лхагва гариг,Пүрэв гариг,Баасан гариг,Бямба гариг|L3|a.m.,p.m.,AM,PM,шөнө дунд,үд дунд
mr|L|=|जान,फेब,मार,एप्रि,मे,जून,जुल,ऑग,सप,ऑक्ट,नोव्ह,डिस|जान.,फेब.,मार्च,एप्रिल,मे,जून,जुलै,ऑग.,सप्ट.,ऑक्ट.,नोव्ह.,डिस.|L|S|म.पू.,म.उ.,मपू,मउ,मध्यरात्री,दुपारी
ms|L|=|Jan,Feb,Mar,Apr,Mei,Jun,Jul,Ogo,Sep,Okt,Nov,Dis|Jan.,Feb,Mac,April,Mei,Jun,Julai,Ogo.,Sept.,Okt.,Nov.,Dis.|L|L3|pagi,malam,PAGI,MALAM,tengah malam,tengahari
my|L|=|S|=|Sunday,တနင်္လာနေ့,Tuesday,Wednesday,Thursday,Friday,Saturday|S|မနက်,ညနေ,မနက်,ညနေ,သန်းခေါင်,မွန်းတည့်
nb|L|Gc|Sc|jan.,feb.,mar.,apr.,mai,jun.,jul.,aug.,sept.,okt.,nov.,des.|L|Sn|a.m.,p.m.,AM,PM,midnatt,12:00
ne|जनवरी,फेब्रुअरी,मार्च,अप्रिल,मई,जुन,जुलै,अगस्त,सेप्टेम्बर,अक्टुवर,नभम्वर,डिसम्वर|=|जनवरी,फेब्रुअरी,मार्च,अप्रिल,मई,जुन,जुलै,अग्सत,सेप्तेम्बर,अक्टुवर,नभम्वर,डिसम्वर|*sssssssmssss|आइतवार,सोमवार,मंगलवार,बुधवार,बिहीवार,शुक्रवार,शनिवार|आइत,सोम,मंगल,बुध,बिहि,शुक्र,शनि|a.m.,p.m.,AM,PM,मध्यरात,मध्यान्ह
nl|L|=|Sc|S|L|S|a.m.,p.m.,AM,PM,middernacht,middag
nn|L|Gc|Jan,Feb,Mars,April,Mai,Juni,Juli,Aug,Sep,Okt,Nov,Des|*::mmmmm:::::|L|søn,man,tys,ons,tor,fre,lau|a.m.,p.m.,AM,PM,midnatt,12:00
os|L|=|S3|*..mmsmm.....|L|S|ӕ.р.,ӕ.ф.,ӔР,ӔФ,ӕмбисӕхсӕв,ӕмбисбон
pa|ਜਨਵਰੀ,ਫਰਵਰੀ,ਮਾਰਚ,ਅਪਰੈਲ,ਮਈ,ਜੂਨ,ਜੁਲਾਈ,ਅਗਸਤ,ਸਤੰਬਰ,ਅਕਤੂਬਰ,ਨਵੰਬਰ,ਦਸੰਬਰ|=|ਜਨ,ਫਰ,ਮਾਰ,ਅਪ,ਮਈ,ਜੂਨ,ਜੁਲ,ਅਗ,ਸਤੰ,ਅਕ,ਨਵੰ,ਦਸੰ|ਜਨ,ਫਰ,ਮਾਰ,ਅਪ,ਮਈ,ਜੂਨ,ਜੁਲ,ਅਗ,ਸਤੰ,ਅਕਤੂ,ਨਵੰ,ਦਸੰ|ਐਤਵਾਰ,ਸੋਮਵਾਰ,ਮੰਗਲਵਾਰ,ਬੁੱਧਵਾਰ,ਵੀਰਵਾਰ,ਸ਼ੁੱਕਰਵਾਰ,ਸ਼ਨਿੱਚਰਵਾਰ|ਐਤ,ਸੋਮ,ਮੰਗ,ਬੁੱਧ,ਵੀਰ,ਸ਼ੁੱਕ,ਸ਼ਨਿੱ|a.m.,p.m.,ਸਵੇਰ,ਸ਼ਾਮ,ਅੱਧੀ-ਰਾਤ,ਨੂਨ
pl|Lc|G|Sc|*....s......s|Lc|Nd,Pon,Wt,Śr,Czw,Pt,So|rano,po południu,rano,po południu,północ,południe
pt|Lc|=|Scn|*..mmm.......|Lc|Scn|a.m.,p.m.,AM,PM,meia-noite,meio-dia
pt-br|Lc|=|Scn|*..mmmmm.....|Lc|Dom,Seg,Ter,Qua,Qui,Sex,Sab|a.m.,p.m.,AM,PM,meia-noite,meio-dia
ro|Lc|=|Lc3|Ian.,Feb.,Martie,Aprilie,Mai,Iunie,Iulie,Aug.,Sept.,Oct.,Noie.,Dec.|Lc|Scn|a.m.,p.m.,AM,PM,miezul nopții,amiază
ru|Lc|G|Sc3|*..mmsmm.....|Lc|Sc|д.п.,п.п.,ДП,ПП,полночь,полдень
sk|L|=|Sc|*::::mmm:::::|L|S|predpoludním,popoludní,predpoludním,popoludní,polnoc,poludnie
sl|L|Gc|Scn|Jan,Feb.,Marec,April,Maj,Junij,Julij,Avg.,Sept.,Okt.,Nov.,Dec.|L|Sn|a.m.,p.m.,AM,PM,polnoč,poldne
sq|Lc|=|Sc3|Jan.,Shk.,Mars,Prill,Maj,Qershor,Korrik,Gus.,Shta.,Tet.,Nën.,Dhj.|E dielë,E hënë,E martë,E mërkurë,E enjte,E premte,E shtunë|Sc|a.m.,p.m.,AM,PM,mesnatë,mesditë
sr|L|Gc|Јан.,Феб.,Мар.,Апр.,Мај.,Јун.,Јул.,Ауг.,Сеп.,Окт.,Нов.,Дец.|Јан.,Феб.,Март,Април,Мај,Јун,Јул,Авг.,Септ.,Окт.,Нов.,Дец.|L|нед.,пон.,уто.,сре.,чет.,пет.,суб.|пре п.,по п.,AM,PM,поноћ,подне
sr-latn|L|Gc|Jan.,Feb.,Mar.,Apr.,Maj.,Jun.,Jul.,Aug.,Sep.,Okt.,Nov.,Dec.|Jan.,Feb.,Mart,April,Maj,Jun,Jul,Avg.,Sept.,Okt.,Nov.,Dec.|L|ned.,pon.,uto.,sre.,čet.,pet.,sub.|pre p.,po p.,AM,PM,ponoć,podne
sv|L|=|Sc3|jan,feb,mars,april,maj,juni,juli,aug,sep,okt,nov,dec|L|S|f.m.,e.m.,EM,FM,midnatt,middag
sw|Januari,Februari,Machi,Aprili,Mei,Juni,Julai,Agosti,Septemba,Oktoba,Novemba,Disemba|=|Jan,Feb,Machi,Apr,Mei,Juni,Jul,Ago,Sep,Okt,Nov,Dis|*..smssm.....|L|Jpili,Jtatu,Jnne,jtano,Alh,Ijmaa,Jmosi|a.m,p.m,AM,PM,usiku wa manane,mchana
ta|ஜனவரி,பிப்ரவரி,மார்ச்,ஏப்ரல்,மே,ஜூன்,ஜூலை,ஆகஸ்டு,செப்டம்பர்,அக்டோபர்,நவம்பர்,டிசம்பர்|=|Sn|Jan.,Feb.,மார்ச்,ஏப்ரல்,மே,ஜூன்,ஜூலை,Aug.,Sept.,Oct.,Nov.,Dec.|L|S|
te|జనవరి,ఫిబ్రవరి,మార్చి,ఎప్రిల్,మే,జూన్,జులై,ఆగష్టు,సెప్టెంబర్,అక్టోబర్,నవంబర్,డిసెంబర్|జనవరి,ఫిబ్రవరి,మార్చి,ఏప్రిల్,మే,జూన్,జూలై,ఆగస్ట్,సెప్టెంబర్,అక్టోబర్,నవంబర్,డిసెంబర్|జన,ఫిబ్ర,మార్చి,ఎప్రి,మే,జూన్,జూలై,ఆగ,సెప్టెం,అక్టో,నవం,డిసెం|జన.,ఫిబ్ర.,మార్చి,ఏప్రి.,మే,జూన్,జూలై,ఆగ.,సెప్టెం.,అక్టో.,నవం.,డిసెం.|L|S|a.m.,p.m.,AM,PM,అర్ధరాత్రి,మధ్యాహ్నం
tg|L|Gl|S|*..mmsss.....|L|Яш,Дш,Яш,Чш,Пш,Ҷ,Ш|н.р.,н.ш.,НР,НШ,нимашабӣ,нисфирузӣ
th|L|=|S|=|อาทิตย์,จันทร์,อังคาร,พุธ,พฤหัสบดี,ศุกร์,เสาร์|อา.,จ.,อ.,พ.,พฤ.,ศ.,ส.|a.m.,p.m.,AM,PM,เที่ยงคืน,เที่ยงวัน
tk|L|=|Ýan,Few,Mart,Apr,Maý,Iýun,Iýul,Awg,Sent,Okt,Noý,Dek|*..smsss.....|L|Ýek,Duş,Siş,Çarş,Pen,Anna,Şen|a.m,p.m,AM,PM,ýary gije,günortan
tr|L|=|S|*..mmm.......|L|Paz,Pzt,Sal,Çrş,Prş,Cum,Cmt|ö.ö.,ö.s.,ÖÖ,ÖS,gece yarısı,öğlen
tt|Lc|G|Sc3|*..mmsmm.....|Lc|Якш,Дүш,Сиш,Чәр,Пнҗ,Җом,Шим|т.к.,т.с.,ТК,ТС,төн уртасы,көн уртасы
udm|толшор,тулыспал,южтолэзь,оштолэзь,куартолэзь,инвожо,пӧсьтолэзь,гудырикошкон,куарусён,коньывуон,шуркынмон,толсур|толшоре,тулыспалэ,южтолэзе,оштолэзе,куартолэзе,инвожое,пӧсьтолэзе,гудырикошконэ,куарусёнэ,коньывуонэ,шуркынмонэ,толсуре|Тшт,Тпт,Южт,Ошт,Крт,Ивт,Пст,Гкт,Кут,Квт,Шкт,Тст|тшт,тпт,южт,ошт,крт,ивт,пст,гкт,кут,квт,шкт,тст|Арнянунал,Вордӥськон,Пуксён,Вирнунал,Покчиарня,Удмуртарня,Кӧснунал|арн,врд,пкс,врн,пкч,удм,ксн|лымшор азе,лымшор бере,лымшор азе,лымшор бере,уйшор,лымшор
ug|يانۋار,فېۋرال,مارت,ئاپرىل,ماي,ئىيۇن,ئىيۇل,ئاۋغۇست,سىنتەبىر,ئۆكتەبىر,نويابىر,دىكابىر|=|يان,فېۋ,مار,ئاپ,ماي,ئ‍ىيۇن,ئىيۇل,ئاۋ,سېن,ئۆك,نوي,دىك|يانۋار,فېۋرال,مارت,ئاپرىل,ماي,ئىيۇن,ئىيۇل,ئاۋغۇست,سېنتەبىر,ئۆكتەبىر,نويابىر,دىكابىر|يەكشەنبە,دۈشەنبە,سەيشەنبە,چارشەمبە,پەيشەمبە,جۈمە,شەنبە|يەك,دۈش,سەي,چار,پەي,جۈ,شەن|a.m.,p.m.,AM,PM,يېرىم كېچىدە,چۈشتە
uk|Lc|G|Sc3|*..mmmmm.....|Неділя,Понеділок,Вівторок,Середа,Четвер,П'ятниця,Субота|Sc|до полудня,після полудня,до полудня,після полудня,північ,полудень
ur|L|=|S|=|اتوار,سوموار,منگل,بدھ,جمعرات,جمعہ,ھفتہ|اتوار,سوموار,منگل,بدھ,جمعرات,جمعہ,ھفتہ|صبح,شام,صبح,شام,نصف رات,دوپہر
uz|L|=|S|Yan,Fev.,Mart,Aprel,May,Iyun,Iyul,Avg.,Sen.,Okt.,Noy.,Dek.|Lc|S|ertalab,kechqurun,Ertalab,Kechqurun,yarim tunda,peshin
vi|L|Tháng một,Tháng hai,Tháng ba,Tháng tư,Tháng năm,Tháng sáu,Tháng bảy,Tháng tám,Tháng Chín,Tháng Mười,Tháng mười một,Tháng mười hai|S|Tháng 1.,Tháng 2.,Tháng ba,Tháng tư,Tháng năm,Tháng sáu,Tháng bảy,Tháng 8.,Tháng 9.,Tháng 10.,Tháng 11.,Tháng 12.|Chủ nhật,Thứ 2,Thứ 3,Thứ 4,Thứ 5,Thứ 6,Thứ 7|Chủ nhật,Thứ 2,Thứ 3,Thứ 4,Thứ 5,Thứ 6,Thứ 7|a.m.,p.m.,sáng,chiều,Nửa đêm,Buổi trưa|b
zh-hans|L|=|L|=|L|L|a.m.,p.m.,AM,PM,午夜,中午
zh-hant|一月,二月,三月,四月,五月,六月,七月,八月,九月,十月,十一月,十二月|=|一月,二月,三月,四月,五月,六月,七月,八月,九月,十月,十一月,十二月|=|L|L|a.m.,p.m.,AM,PM,午夜,中午
`
