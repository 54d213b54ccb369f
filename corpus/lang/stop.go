package lang

import "strings"

// IsStop reports whether the lower-cased word is a function word of the language.
func IsStop(word, language string) bool { return stops[language][word] }

// stops holds, for each language, the words that carry grammar rather than matter: they are left out of the index and
// out of what a question must find in a passage.
var stops = func() map[string]map[string]bool {
	m := make(map[string]map[string]bool, len(stopLists))
	for language, list := range stopLists {
		set := make(map[string]bool)
		for w := range strings.FieldsSeq(list) {
			set[w] = true
		}
		m[language] = set
	}
	return m
}()

// stopLists are lower-case words as they are written, question words and negations among them. What is left of an article
// before an apostrophe (French l, Italian dell) is there for [Detect].
var stopLists = map[string]string{
	"ar": `في من على إلى عن مع هو هي هم هن أنا نحن أنت هذا هذه ذلك تلك هؤلاء التي الذي الذين اللذان أن إن أو و ثم لا لم لن ليس ليست ما
		ماذا متى أين كيف لماذا كم هل أي أية منذ كان كانت كانوا يكون تكون قد لقد بعد قبل عند عندما حتى بين كل بعض غير كما لكن بل إذا
		حيث خلال ضد حول دون فوق تحت لدى له لها لهم به بها بهم فيه فيها منه منها عليه عليها إليه إليها وهو وهي وقد وكان وكانت ومن وفي
		وما ولم ولا والتي والذي أيضا جدا فقط أكثر الى اي ان او اذا بما مما فيما الذى`,
	"cs": `a aby aj ale ani ano až být byl byla bylo byli by bez bude budou co což či dnes do ho i já jak jaká jaké jaký jako je jeho
		jejich jen ještě jeho jim již jsem jsi jsme jsou jste k kam kde kdo kdy když ke kolik která které který kteří ku ma má mají
		mezi mi mít mně mnoho mu na nad nám nás ne nebo není než nic o od on ona oni ono po pod podle pokud pro proč proto protože
		první před při s se si současně svá své svůj ta tak také takže tam te tedy ten tento této to tom toho tu ty u už v ve více
		však všechny vy z za zda ze že`,
	"da": `ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din disse du efter eller en end er et for
		fordi fra før ham han hans har have havde hende hendes her hos hun hvad hvem hver hvilke hvilken hvilket hvis hvor hvordan
		hvorfor hvornår i ikke ind ingen jeg jer kan kunne man mange med meget men mere mig min mod mellem mit mine må når nej no nogle
		noget nu og også om op os over på sammen se selv sig sin sine skal skulle som sådan til ud uden under var ved vi vil ville
		vores være været`,
	"de": `ab aber alle allem allen aller alles als also am an andere anderen anderer auch auf aus außer außerdem bei beim bereits bin bis
		bist da dabei dadurch dafür damit danach dann daran darauf daraus darin das dass daß davon dazu dein dem den denen denn der
		deren des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines einige er es
		etwa etwas euch für ganz gab gegen gibt habe haben hat hatte hatten hier ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist
		ja jede jedem jeden jeder jedes jedoch kann kein keine keinem keinen keiner können könnte man mehr mein meine mit muss müssen
		nach nachdem nein nicht nichts noch nun nur ob obwohl oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie
		sind so sogar solche soll sollte sondern sowie über um und uns unser unter viel viele vom von vor wann war waren warum was
		wegen weil welche welchem welchen welcher welches wem wen wenn wer werden wessen wie wieder wieso wieviel wieviele will wir
		wird wo wobei wodurch wofür woher wohin womit worauf worden worin wurde wurden würde während zu zum zur zwar zwischen`,
	"el": `ο η το οι τα του της των τον την τους τις ένα ένας μια μία ενός μιας και κι ή να θα δεν δε μη μην με σε από για προς κατά μετά
		παρά αντί επί υπό χωρίς έως μέχρι στο στη στην στον στους στις στα που πού πως πώς ποιος ποια ποιο ποιοι ποιες ποιον ποιου
		ποιους ποιών ποιας τι πότε πόσο πόσα πόσοι πόσες πόση πόσος γιατί όταν όπου όπως αν εάν ότι είναι ήταν είχε έχει έχουν είχαν
		έχω εγώ εσύ αυτός αυτή αυτό αυτοί αυτές αυτά αυτόν αυτού αυτής αυτών εμείς εσείς μου σου μας σας όχι ναι όμως αλλά ούτε είτε
		δηλαδή επίσης πιο πολύ κάθε όλα όλοι όλες μόνο καθώς ενώ αφού πριν μεταξύ εκείνο εκείνη εκείνος τότε εδώ εκεί τόσο όσο οποία
		οποίο οποίος οποίοι οποίες οποίων ως κάποια κάποιο κάποιος`,
	"en": `a about above after again against all also am an and any are aren't as at be because been before being below
		between both but by can cannot could did didn't do does doesn't doing don't down during each few for from further had
		has have having he her here hers herself him himself his how i if in into is isn't it its itself just me more most my
		myself no nor not of off on once only or other our ours out over own same she should so some such than that the their
		theirs them themselves then there these they this those through to too under until up upon us very was we were what
		when where which while who whom whose why will with would you your yours yourself many much`,
	"es": `a al algo alguna algunas alguno algunos ante antes aquel aquella aquellos aquí así aún aunque bajo bien cada casi como cómo con
		contra cuál cuáles cual cuales cuando cuándo cuánta cuántas cuánto cuántos cuanto cuya cuyo de del desde después donde dónde
		dos durante e el él ella ellas ellos en entre era eran eres es esa esas ese eso esos esta está están estaba estaban estas este
		esto estos fue fueron fui ha había habían hace hacia han hasta hay he la las le les lo los más me mediante mi mientras mis
		mucho muchos muy nada ni ningún ninguna no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque
		qué que quien quién quiénes quienes se sea según ser sería si sí sido sin sobre son soy su sus también tan tanto te tener
		tenía tiene tienen toda todas todo todos tras tu tú tus u un una unas uno unos usted ustedes y ya yo`,
	"fi": `ei eivät en ennen eri et että ettei he heidän heitä hän häntä hänen hänelle ja jo joissa joita joka joko jolla jonka jossa jos
		jota jotka jälkeen kaikki kanssa kautta keitä ketkä koska kuin kuinka kuitenkin kuka kun kuten kenen keneltä kumpi me mihin
		mikä mikään miksi mille millainen millä milloin minkä minne minun minä missä mistä mitkä miten mitä moni monta montako mukaan
		mutta myös myöskin ne niiden niin niitä noin nuo nyt näitä nämä ole oli olisi olivat olla on olleet ollut oma ovat paljon
		paljonko poikki sekä sen se sille sinä sitten sitä siitä siinä tai te tämä tämän tässä tuo tätä vaan vai vaikka vain vastaan
		voi voidaan`,
	"fr": `a à afin ai ainsi alors après as au aucun aucune aussi autre autres aux avait avant avec avez avoir beaucoup c ça car ce ceci cela
		celle celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de depuis des deux dont donc du durant elle
		elles en encore entre es est et était étaient étant été être eu eux eut fait furent fut il ils j je jusqu l la là laquelle le
		lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me même mêmes mes moi moins mon n ne ni non nos notre nous
		on ont ou où par parce pas pendant peu peut plus plusieurs pour pourquoi près puis qu quand que quel quelle quelles quels qui
		quoi s sa sans se selon sera ses si soit son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers vos
		votre vous y`,
	"hi": `का के की में से को है हैं था थी थे और या पर ने यह वह ये वे इस उस इन उन जो कि क्या कौन कब कहाँ कहां कैसे क्यों कितने कितना कितनी किस
		किसने किसे किसके किसका किसकी किन कौनसा कौनसी एक नहीं न मत भी ही तो तक लिए साथ बाद पहले हो होता होती होते हुआ हुई हुए गया गई
		गए कर करना करने करता करते किया किये रहा रही रहे जब तब अगर यदि लेकिन मगर अपने अपनी अपना उनके उनका उनकी उसके उसका उसकी इसके
		इसका इसकी इनके द्वारा जैसे सकता सकते सकती होने दिया मैं हम तुम आप मेरा हमारे कुछ सभी किसी बहुत जिस जिसे जिसके जिसमें`,
	"hu": `a abban ahhoz ahogy ahol aki akik akkor alatt által általában amely amelyek amelyet ami amikor amíg annak arra az azok azon azt
		aztán azért azonban be belül benne bár csak de e egy egyes egyik egyéb ehhez ekkor el ellen előtt ennek én erre és ez
		ezek ezen ezért ezt ezzel fel felé ha hanem hány hol hogy hogyan hova honnan i ide igen is itt kell ki kié kik kit
		kinek később között közül le legalább lehet lesz lett ma maga meg melyek melyik mely mennyi még mert mi miatt mikor milyen
		minden mit miért most már más míg mint mivel ne nekem neki nem nincs oda olyan ott össze ő ők pedig rá s saját sem semmi sok
		sokkal szerint szinte számára talán tehát te ti több úgy után vagy vagyis van vannak vele viszont volt voltak volna`,
	"id": `ada adalah agar akan aku anda antara apa apakah atas atau bagaimana bagi bahwa banyak beberapa belum berapa bisa bukan dalam dan
		dapat dari daripada dengan di dia hanya harus hingga ia ini itu jika juga kami kamu kapan karena ke kemudian kepada ketika
		kita lagi lain lalu lebih maka manakah mana masih mereka mengapa menjadi merupakan namun nya oleh pada para pernah saat saja
		sangat saya sebagai sebelum sebuah secara sedang sejak sekitar selama semua seorang seperti serta sesudah setelah setiap
		siapa siapakah sudah suatu supaya tanpa telah tentang terhadap tersebut tetapi tidak tiap untuk yaitu yang dimana dimanakah`,
	"it": `a abbia ad agli ai al all alla alle allo anche ancora aveva avevano c che chi ci ciò cioè coi col come con contro cosa così cui
		d da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello dentro di dopo dove dov due durante e è ebbe
		ecco ed era erano essere fa fino fra fu furono gli già ha hai hanno ho i il in io l la là le lei li lo loro lui ma me mentre
		mi mia mie miei mio molti molto ne negli nei nel nell nella nelle nello né no noi non nostra nostro o od ogni oltre per perché
		però più poi poiché presso prima proprio può qual quale quali quando quanta quante quanti quanto quasi quel quella quelle
		quelli quello quest questa queste questi questo qui quindi sa se sé secondo sei senza si sia siamo sono sotto sta stata state
		stati stato su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra tu tua tuo tutta tutte tutti tutto un una uno vi via
		voi vostra vostro`,
	"nl": `aan af al alle alleen als altijd andere ben bij binnen daar dan dat de deze die dit doen door dus een eens en er ge geen geweest
		haar had hadden heb hebben heeft hem het hier hij hoe hoeveel hoelang hun iemand iets ik in is ja je kan kon konden kunnen maar
		me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds sinds te tegen ten ter tijdens
		toch toen tot tussen u uit uw van vanaf veel volgens voor waar waarom waarin waarop waarvan wanneer want waren was wat we
		welk welke wel werd werden wezen wie wiens wij wil word worden wordt zal ze zelf zich zij zijn zo zoals zonder zou zouden`,
	"no": `alle at av bare begge ble blei bli blir blitt da de deg dei dem den denne der dere deres det dette di din disse ditt du eller en
		enn er et ett etter for fordi fra før ha hadde han hans har henne hennes her hos hun hva hvem hver hvilke hvilken hvilket
		hvis hvor hvordan hvorfor i ikke inn ingen ja jeg kan kom kunne man mange med meg meget mellom men mer min mine mitt mot mye
		må nei noe noen nå når og også om opp oss over på samme seg selv si sin sine sitt skal skulle slik som så til under ut uten
		var ved vi vil ville vår være vært`,
	"pl": `a aby albo ale ani aż bardzo bez bo by był była było były być będzie będą co czego czy czym dla dlaczego do gdy gdyby gdzie go i
		ich ile ilu im in inne iż ja jak jaka jakie jakiego jakiej jaki jako je jego jej jednak jednym jest jestem jeszcze jeśli jeżeli
		już kiedy kim kogo komu kto która które którego której który których którym którzy lub ma mają między mnie może można na nad
		nam nas nawet nich nie niego niej nim niż o od on ona one oni oraz po pod podczas ponad ponieważ przed przez przy są się skąd
		sobie swoje swój ta tak także tam te tego tej ten też to tu ty tych tylko tym u w we więc wszystkie wtedy wy z za zaś ze że`,
	"pt": `a à ao aos aquela aquele aquilo as às até cada com como contra cuja cujo da das de dela dele deles depois desde dessa desse desta
		deste do dos durante e é ela elas ele eles em entre era eram essa essas esse esses esta está estão estas estava este estes eu
		foi foram há isso isto já lhe lhes mais mas me mesmo meu minha muito muitos na não nas nem no nos nós nossa nosso num numa o os
		onde ou outra outras outro outros para pela pelas pelo pelos pode por porque porquê pois qual quais qualquer quando quanta
		quantas quanto quantos que quê quem são se seja sem ser será seu seus sob sobre somente sua suas só também tão te tem têm
		tinha toda todas todo todos tu um uma umas uns você vocês`,
	"ro": `a ai al ale am ar are aș aceasta această aceste acest acesta acestea acestei acestui acestor acel acea acelui aceea acela acum
		ai aici alt alte altele am atunci au avea avut că când căror cărei cărui câtă câte câți cât ce cea cei cel cele celei celor cine
		cu cui cum de dacă dar de decât deci despre din dintre doar după ea ei el ele era erau este eu fără făcut face fi fie fiind
		fost în încât înainte îi își îl îmi între într îți la le lor lui mai mult multe mulți ne nici nimic niște noastră nostru noi
		nu o ori pe pentru peste până prin printre poate sa să sale său sau se si și sunt sub sunt te toată toate tot toți totuși tu
		un una unde unei unele unii unor unui unul va vă voi vor vreo ce care căruia pe când cîte unde cum ului`,
	"ru": `а без более бы был была были было быть в вам вас во вот все всё всего всех вы г где да для до его ее её если есть еще ещё же за
		зачем здесь и из или им ими их к как какая какие каким каких какого какое какой каком какую когда кого кому которая которого
		которой которые который которых кто ко куда ли между меня мне много может мы на над не него нее неё ней нет них но ну о об
		один однако он она они оно от откуда перед по под после почему при про с сам себя со сколько так также такие такой там того
		тоже той только том тому тот ту ты у уже чего чей чем через что чтобы чья эта эти этих это этого этой этом этот эту я`,
	"sv": `alla allt än andra är att av bara blev bli blir blivit både då de dem den denna deras dess dessa det detta dig din du där efter
		ej eller en enligt er ett från för före genom ha hade han hans har henne hennes här hon honom hur i icke in inga ingen inom inte
		jag ju kan kunde man många med mellan men mer mig min mot mycket måste nej nu när någon något några och också om oss på samma
		sedan sig sin sina sitt själv ska skall skulle som så till under upp ut utan vad var varför varje vars vem vems vi vid vilka
		vilken vilket vill var åt år över`,
	"tr": `acaba ama ancak artık az bazı belki ben biz bir birçok biri birkaç bu buna bunda bundan bunlar bunların bunu bunun bütün çok
		çünkü da daha de değil diğer diye dolayı en fakat gibi göre hangi hangisi hangileri hatta hem henüz hep her herhangi hiç için
		ile ilgili ise işte kaç kaçı kadar karşı kendi kendine kendisi ki kim kimdi kimdir kime kimin kimi mı mi mu mü nasıl ne neden
		nedir neler nelerdir nerede nereden nereye neydi nin niçin niye o olan olarak olduğu olduğunu oldu olması on ona onlar onların
		onu onun orada öyle pek rağmen sadece sanki sen siz sonra şey şu tarafından tüm üzere var ve veya vardı vardır ya yani yerine
		yok`,
	"vi": `ai anh bao bằng bên bị bởi cả các cái càng cần chỉ chiếc cho chưa chúng có con còn của cùng cũng cứ dù do được đã đang đâu đây
		đều để đến đi điều đó đối gì hay hoặc họ hơn khi không là lại lên lúc mà mỗi một mình nào này nên nếu ngay ngoài như nhưng
		những nhiều nhiêu nó nơi ở phải qua ra rằng rất rồi sao sau sẽ so sự ta tại theo thì thế trên trong trước từ từng tuy và vào
		vẫn về vì việc với vừa`,
}
